/** The words of rollback. */
export const authority = {
  whoMayDoWhat: 'Who may do what',
  onCall: 'on-call',
} as const

export const automation = {
  noVetoOpenEvery: 'No veto is open: every rule may act.',
  openVetoes: 'Open vetoes',
  isVetoed: '{rule} is vetoed',
  forAnotherUntil: 'for another {clock}, until {time}',
  automation: 'Automation',
  windowSilenceGoesAhead: (duration: string | number) => ` The window is ${duration}; silence goes ahead.`,
} as const

export const commands = {
  folder: 'In',
  theConsolesOwnFolder: 'the console’s own folder',
  variables: 'Gets',
  noVariableEnvironment: 'no variable of the environment',
  ends: 'Ends',
  afterMostExitCode: 'after {duration} at most; exit code {exit} is success',
  check: 'Check',
  noneTwiceDoesNo: 'none: twice does no harm',
  noneSecondTryAsks: 'none: a second try asks',
  verify: 'Verify',
  noneExitCodeAlone: 'none: the exit code alone',
  commands: 'Commands',
  commandsNotKnown: 'The commands are not known.',
  mayBeRun: 'may be run',
  nobodyLookedThem: 'nobody has looked at them',
  letThemRunChange: '{by} let them be run, {time}. A change of any of them asks anew.',
  theseProgramsNewChanged: 'These programs are new or changed. None is run before a person has read them: their steps would stop and ask.',
  lettingTheCommandsRun: 'Letting the commands run',
  commandsMayRunRecord: 'The commands may be run: it is on the record',
  iReadThemLet: 'I have read them: let steps run them',
} as const

export const latest = {
  allOfTheIncident: 'all of the incident',
  nothingYet: 'Nothing yet',
  whatEachStepDoes: 'What each step does and finds is told here, newest first.',
} as const

export const pastRuns = {
  pastRuns: 'Past runs',
  lastTwentyKeptHere: 'the last twenty are kept here',
  neverRun: 'Never run',
  drillPracticeLabProves: 'A drill on the practice lab proves the way back.',
  run: 'Run',
  ended: 'Ended',
  how: 'How',
  trigger: 'Trigger',
  took: 'Took',
} as const

export const preview = {
  table: 'Table',
  lacking: 'Lacking',
  older: 'Older',
  undecided: 'Undecided',
  ownStay: 'Own, stay',
  sinceTheCheckpointOf: 'Since the checkpoint of {time}.',
} as const

export const questions = {
  tryAgain: 'Try again',
  restoreAsk: 'Restore…',
  skipAsk: 'Skip…',
  stopTheRunAsk: 'Stop the run…',
  endTheseAsk: (pending: string | number) => `End these ${pending}…`,
  measureAgain: 'Measure again',
  skip: 'Skip',
  stepLeftOutRun: 'The step is left out and the run goes on. What it would have done is not done.',
  skipIt: 'Skip it',
  stopTheRunAt: 'Stop the run at',
  nothingAfterStepDone: 'Nothing after this step is done. What was done stays as it is.',
  stopTheRun: 'Stop the run',
  restoreAt: 'Restore at',
  whatLiveSetAside: 'What is live is set aside and can be taken back; what its question says would be lost is no longer live.',
  restore: 'Restore',
  openTransactionsOf: (environment: string | number) => `Open transactions of ${environment}`,
  on: 'On',
  who: 'Who',
  since: 'Since',
  openFor: 'Open for',
  statement: 'Statement',
  theAnswer: 'The answer',
  asks: (title: string | number) => `${title} asks`,
  asksTitle: '{title} asks: {text}',
  withoutAnAnswerIn: 'Without an answer {silenceWords} in {clock}',
  anOperatorAnswers: 'An operator answers.',
  endOf: (count: string | number, environment: string | number) => `End ${count} of ${environment}`,
  theirConnectionsClosedWhat: 'Their connections are closed and what they have written is rolled back: it can\'t be brought back. Only those that are listed are ended; one that ends by itself first keeps its work, and others that began later are left alone.',
  endThese: (pending: string | number) => `End these ${pending}`,
} as const

export const rehearsal = {
  whatEachStepWould: 'What each step would do now',
  looked: 'looked {ago}',
  lookingAsk: 'Looking…',
  lookAgain: 'Look again',
  whatStepsWouldDo: 'What the steps would do is not known.',
  planNoStages: 'The plan has no stages',
  nothingRollBack: 'There is nothing to roll back by.',
  step: 'Step',
  wouldDoNow: 'Would do now',
  last: 'Last',
  median: 'Median',
  worst: 'Worst',
  noRunYet: 'no run yet',
} as const

export const rollbackScreen = {
  rollbackTo: 'Rollback to {target}',
  stagesIn: '{stages} stages in {clock}',
  showTheOpenRun: 'Show the open run',
  showWhatPressWould: 'Show what a press would do now',
  noRunMoment: 'No run at this moment',
  whatEachStepWould: 'What each step would have done then was not asked.',
  noRunGo: 'no run to go by',
  about: (clock: string | number) => `about ${clock}`,
} as const

export const runFacts = {
  stopTheRunAsk: 'Stop the run…',
  stopTheRun: (id: string | number) => `Stop the run ${id}`,
  stopTheRunWord: 'Stop the run',
  stepRunsEndedSoon: 'The step that runs is ended as soon as it can be; nothing after it is done. What was done stays as it is, and traffic stays where it is now.',
  stoppingTheRun: 'Stopping the run',
  theRunIsStopped: 'The run is stopped',
  noEarlierRun: 'no earlier run to go by; the deadline is in {clock}',
  endsAboutBeforeDeadline: 'ends about {clock}, {clock2} before the deadline',
  endsAboutAfterDeadline: (clock: string | number, clock2: string | number) => `ends about ${clock}, ${clock2} after the deadline`,
  drill: 'Drill',
  run: 'Run',
  pace: 'Pace',
  trigger: 'Trigger',
  opened: 'Opened',
  rule: (openedBy: string | number) => `rule ${openedBy}`,
  by: '{time} by {openedBy}',
  target: 'Target',
  driver: 'Driver',
  nobodyDrivesYet: 'nobody drives yet',
  fencingNumber: (holder: string | number, fencing: string | number) => `${holder}, fencing number ${fencing}`,
  joined: 'Joined',
  times: (joined: string | number) => `${joined} times`,
  veto: 'Veto',
  ruleStaysQuiet: 'the rule stays quiet for {duration}',
  incident: 'Incident',
  plan: 'Plan',
} as const

export const runResult = {
  howEnded: (id: string | number) => `How ${id} ended`,
  drill: 'Drill',
  rollback: 'Rollback',
  openItsIncident: 'Open its incident',
  took: 'Took',
  overBy: (clock: string | number) => `, over by ${clock}`,
  of: 'of {clock}{part}',
  firstSignEnd: 'from the first sign to the end',
} as const

export const stages = {
  of: (total: string | number) => ` of ${total}`,
  effect: 'Effect',
  now: 'Now',
  outcome: 'Outcome',
  skipped: 'Skipped',
  reason: 'Reason: {skippedBecause}',
  found: 'Found',
  notBegun: 'not begun',
  attempt: 'attempt {attempt}',
  usually: (duration: string | number) => `usually ${duration}`,
  window: 'window {window}',
  beganAt: 'began at {clock}',
  soFar: (clock: string | number) => `so far ${clock}`,
  took: (duration: string | number) => `took ${duration}`,
  overItsWindowBy: 'over its window by {clock}',
  stagesAndSteps: 'Stages and steps',
  beforeItBegan: 'Before it began, {time}:',
} as const

export const triggers = {
  rollback: 'Rollback',
  rollBack: (title: string | number) => `Roll back: ${title}`,
  takesAllTrafficBack: 'Takes all traffic back to {target}. This is recorded as the trigger.',
  whatSeenRecordMay: 'What was seen, for the record (may be left empty)',
  sayFewWordsLeave: 'Say it in a few words, or leave it empty.',
  holdToRollBack: 'Hold to roll back',
  manualTriggers: 'Manual triggers',
  anOperatorPresses: 'an operator presses',
  thePlanNamesNone: 'The plan names none',
  rollbackButtonWorksAll: 'The rollback button works all the same.',
  rollBackAsk: 'Roll back…',
} as const
