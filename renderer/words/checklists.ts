/** The words of checklists. */
export const checklistPanel = {
  ticksItself: 'ticks itself: {fact}{note}',
  noEvidenceGiven: 'no evidence given',
  unticked: 'Unticked: {why}',
  untick: (title: string | number) => `Untick: ${title}`,
  tickStaysJournalGoes: 'The tick stays in the journal; this goes beside it.',
  untickWord: 'Untick',
  untickingTheItem: 'Unticking the item',
  untickedTitle: (title: string | number) => `Unticked: ${title}`,
  allDone: 'all done',
  ofDone: (done: string | number, of: string | number) => `${done} of ${of} done`,
  viewerWatchesOperatorTicks: ' · a viewer watches: an operator ticks',
  item: 'Item',
  state: 'State',
  evidence: 'Evidence',
  whoAndWhen: 'Who and when',
} as const

export const checklistsScreen = {
  openDueNow: (count: string | number) => `${count} open, due now`,
  beforeTheFirstPhase: 'before the first phase',
  theyHold: 'They hold {title}.',
  noPhaseRunsNothing: 'No phase runs: nothing is due yet.',
  runsAllDueTicked: (phase: string | number) => `${phase} runs, and all that is due is ticked`,
  itemDueOpen: 'item that is due is open',
  itemsDueOpen: 'items that are due are open',
  runsAnd: (phase: string | number, count: string | number) => `${phase} runs, and ${count}`,
  checklists: 'Checklists',
  planNoChecklists: 'The plan has no checklists',
  addThemUnderChecklists: 'Add them under “checklists” in the plan file.',
  checklistsOfThePlan: 'Checklists of the plan',
  of: '{done} of {of}',
} as const

export const progress = {
  dueSinceDay: (day: string | number) => `due since day ${day}`,
  nextOnDay: (day: string | number) => `next on day ${day}`,
  drillWithinWindows: 'a drill within its windows',
  provenCheckpointNotStale: 'a proven checkpoint that is not stale',
  allGatesPhaseData: 'all gates of the phase have data',
  aBaselineIsRecorded: 'a baseline is recorded',
  journeysGetThroughGreen: 'journeys get through on green',
  eachSurveyCalendarGoes: (survey: string | number) => `each “${survey}” of the survey calendar goes out once it is due`,
  theBenchmarkPasses: (benchmark: string | number) => `the benchmark ${benchmark} passes`,
} as const

export const tickDialog = {
  theTick: 'The tick',
  ticked: (title: string | number) => `Ticked: ${title}`,
  takenBackAtOnce: 'taken back at once',
  unticked: (title: string | number) => `Unticked: ${title}`,
  tick: (title: string | number) => `Tick “${title}”`,
  goesRecordUnderYour: 'Goes on the record under your name.',
  evidence: 'Evidence',
  whatShowsDoneLink: 'What shows that it is done: a link, a figure, who was there. May be left empty.',
  tickWord: 'Tick',
} as const
