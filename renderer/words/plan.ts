/** The words of plan. */
export const baselines = {
  baselines: 'Baselines',
  barsDerivedThese: 'bars are derived from these',
  noneRecorded: 'None recorded',
  barGoesBaselineNot: 'A bar that goes by a baseline is not judged before it is.',
  metric: 'Metric',
  value: 'Value',
  countsAsEqual: 'Counts as equal',
  recorded: 'Recorded',
  reason: 'Reason',
  within: (margin: string | number) => `within ${margin}`,
} as const

export const findings = {
  toKnow: 'to know',
  findings: 'Findings',
  toKnowOne: (one: string | number) => `${one} to know`,
  nothingToSay: 'Nothing to say',
  linterFindsNothingUnreachable: 'The linter finds nothing unreachable, contradictory or overlapping.',
  line: (line: string | number) => `line ${line} · `,
} as const

export const gates = {
  setInThePlan: 'set in the plan',
  theBaseline: 'the baseline',
  of: (share: string | number, title: string | number, figure: string | number) => `${share} of ${title} ${figure}`,
  baselineNotYetRecorded: (share: string | number) => `${share} of a baseline not yet recorded`,
  noPhase: 'no phase',
  over: '{statistic} over {duration}',
  notNow: 'not now',
  gates: 'Gates',
  judgedNow: (count: string | number, judged: string | number) => `${count}, ${judged} judged now`,
  gate: 'Gate',
  measure: 'Measure',
  badWhile: 'Bad while',
  for: 'For',
  then: 'Then',
  judged: 'Judged',
} as const

export const mistakeTable = {
  lineColumn: 'Line:column',
  path: 'Path',
  mistake: 'Mistake',
  expected: 'Expected',
  howToMendIt: 'How to mend it',
} as const

export const mistakes = {
  fileUseAllSame: 'The file is in use all the same',
  lastGoodPlanUse: 'The last good plan is in use',
  builtPlanUse: 'The built-in plan is in use',
  theFileHas: (count: string | number) => `The file has ${count}`,
  it: 'It',
  wasRefused: (file: string | number, uses: string | number) => `${file} was refused. ${uses}.`,
} as const

export const phases = {
  noPhase: 'No phase',
  phases: 'Phases',
  endThePhaseAsk: 'End the phase…',
  isHeld: '{phase} is held',
  waitsForItsCheckpoint: '{phase} waits for its checkpoint',
  askedBeginsOnceCheckpoint: 'Asked for by {by} at {time}: it begins once a checkpoint is {link}.',
  setThePhaseTo: (title: string | number) => `Set the phase to ${title}`,
  setAsk: 'Set…',
  daysTo: 'days {from} to {to}{users}',
  release: (phase: string | number) => `Release ${phase}`,
  gateGoesMeasuringHolds: 'The gate goes on measuring; it holds the phase again when it fires anew.',
  goesOn: (phase: string | number) => `${phase} goes on`,
  end: (present: string | number) => `End ${present}`,
  setThePhaseToAsked: (asked: string | number) => `Set the phase to ${asked}`,
  endIt: 'End it',
  setIt: 'Set it',
  checkpointTakenProvenFirst: 'A checkpoint is taken and proven first, and the phase begins after. It decides which gates are judged from then on.',
  decidesGatesJudgedNext: 'It decides which gates are judged, from the next second on.',
  settingThePhase: 'Setting the phase',
  noPhaseRunsNow: 'No phase runs now',
  beginsOnceCheckpointProven: (asked: string | number) => `${asked} begins once its checkpoint is proven`,
  runsNow: (asked: string | number) => `${asked} runs now`,
  checkpoint: 'Checkpoint',
  checkpointFirst: 'Checkpoint first',
  goOnWithoutOne: 'Go on without one',
} as const

export const planScreen = {
  lastGoodPlanNot: 'the last good plan, not the present file',
  builtPlanNotFile: 'the built-in plan, not the file that was asked for',
  planComesFifteen: 'the plan that comes with Fifteen',
  theFileThatWas: 'the file that was asked for',
  inUse: 'In use',
  file: 'File',
  document: 'Document',
  version: 'version {version}, {date}, {status}',
  schedule: 'Schedule',
  daysWeeksDaysPreparation: '{totalDays} days, {weeks} weeks; {preparationDays} days of it are preparation',
  hash: 'Hash',
} as const

export const targets = {
  targets: 'Targets',
  thePracticeLab: 'the practice lab',
  realSystems: 'real systems',
  state: 'State',
  target: 'Target',
  kind: 'Kind',
  every: 'Every',
  lastGood: 'Last good',
} as const
