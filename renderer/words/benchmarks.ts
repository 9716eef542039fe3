/** The words of benchmarks. */
export const benchList = {
  plannedBenchmarks: 'Planned benchmarks',
  planNoBenchmarks: 'The plan has no benchmarks',
  benchmarks: 'benchmarks',
  nameSomeUnderPlan: 'Name some under {code} in the plan file; docs/benchmarks.md has one of each kind.',
  neverRun: 'never run',
  startTitleAsk: (title: string | number) => `Start ${title}…`,
  startAsk: 'Start…',
} as const

export const benchmarksScreen = {
  benchmarks: 'Benchmarks',
  planOneRunsTime: '{count} in the plan, one runs at a time',
  result: 'Result',
  noResultYet: 'No result yet',
  startFirstYouTold: 'Start it: first you are told what it does, and to whom.',
} as const

export const compareFigures = {
  greenShareBlue: 'Green as a share of blue',
  interval: (low: string | number, high: string | number) => `${low} to ${high} with 95\u00A0% certainty`,
  countsAsEqual: 'Counts as equal',
  to: (margin: string | number, margin2: string | number) => `${margin} to ${margin2}`,
  byChanceAlone: 'By chance alone',
  pVerySmall: 'p below 0.001',
  countsBelow: (alpha: string | number) => `counts below ${alpha}`,
  sizeOfTheEffect: 'Size of the effect',
  environment: 'Environment',
  median: 'Median',
  middleHalf: 'Middle half',
  leastToMost: 'Least to most',
  values: 'Values',
  toText: '{text} to {text2}',
  noData: 'no data',
  errorsOf: (environment: string | number) => `Errors of ${environment}`,
} as const

export const figures = {
  errors: 'Errors',
} as const

export const history = {
  passesFrom: (rows: string | number) => `passes from ${rows}`,
  failsBelow: (rows: string | number) => `fails below ${rows}`,
  exportTheHistory: 'Export the history',
  historyHandedOver: (format: string | number) => `The history was handed over as ${format}`,
  history: 'History',
  csvOfAll: 'CSV of all',
  jsonOfAll: 'JSON of all',
  neverRun: 'Never run',
  whatMeasuresKeptHere: 'What it measures is kept here, with who started it and why.',
  theLatest: (text: string | number) => `, the latest ${text}`,
  of: (title: string | number, count: string | number, part: string | number) => `${title} of ${count}${part}`,
  when: 'When',
  verdict: 'Verdict',
  figure: 'Figure',
  startedBy: 'Started by',
  notFinished: 'not finished',
} as const

export const loadFigures = {
  ms: (ms: string | number) => `${ms} ms`,
  second: (second: string | number, ms: string | number, count: string | number, part: string | number) => `second ${second}: ${ms}, ${count}${part}`,
  p95: '95th percentile',
  median: 'Median',
  p99: '99th percentile',
  slowest: 'Slowest',
  errors: 'Errors',
  answers: 'Answers',
  neverSent: (unsent: string | number) => `, ${unsent} never sent`,
  ofSent: (answered: string | number, sent: string | number, part: string | number) => `${answered} of ${sent} sent${part}`,
  secondBySecond: 'second by second',
  slowestSecondEachS: (every: string | number) => `slowest second of each ${every} s`,
  p95Title: (part: string | number) => `95th percentile, ${part}; a red mark is a moment with errors`,
  p95Label: (count: string | number, every: string | number, ms: string | number) => `95th percentile over ${count} of ${every} s, at most ${ms}`,
  generatorWasLimit: 'The generator was the limit',
  generatorWasNotLimit: 'The generator was not the limit',
  limitedByGenerator: '; the figures say more of this machine than of the target: measure again where it is quiet',
  busyAndLate: 'busy {utilization} of the time, sent at most {ms} late in 99 of 100{part}',
} as const

export const preflightDialog = {
  usersAreOnIt: 'users are on it',
  noUsersOnIt: 'no users on it',
  usersNotKnown: 'users not known',
  start: (title: string | number) => `Start ${title}`,
  hasBegun: (title: string | number) => `${title} has begun`,
  startTitle: (title: string | number) => `Start ${title}?`,
  does: 'Does',
  takes: 'Takes',
  notKnownUntilDone: 'not known until it was done once',
  about: (duration: string | number) => `about ${duration}`,
  mayBeCancelled: '{part}; it can be cancelled at any time, and a rollback ends it',
  heldAgainst: 'Held against',
  notNow: (refused: string | number) => `Not now: ${refused}.`,
  whatMeasuredWhyNow: 'What is measured, and why now.',
  yesMeasureWhileUsers: 'Yes, measure it while users are on it',
  startingAsk: 'Starting…',
  startWord: 'Start',
} as const

export const result = {
  exportTheResult: 'Export the result',
  wasHandedOverAs: (bench: string | number, format: string | number) => `${bench} was handed over as ${format}`,
  latestResult: 'latest result',
  earlierResult: 'earlier result',
  notFinished: 'Not finished',
  consoleRunsItOrEnded: 'Its console runs it, or has ended; the next start of that console tells.',
  did: 'Did',
  withUsersOnIt: ', with users on it',
  started: 'Started',
  by: 'by {by}: {why}',
  took: 'Took',
  endedBy: (by: string | number) => `, ended by ${by}`,
  settings: 'Settings',
  measuredOn: 'Measured on',
  machineWasBusy: ' — this machine was busy with something else',
  machine: '{cpu}, {cpus} cores, Node {replace}; load {load} at its start{part}',
  baseline: 'Baseline',
  sinceBy: '{figure} since {at}, by {by}: {why}',
  exportCsv: 'Export CSV',
  exportJson: 'Export JSON',
  setAsTheBaselineAsk: 'Set as the baseline…',
  setAsTheBaseline: (figure: string | number) => `Set ${figure} as the baseline?`,
  setTheBaseline: 'Set the baseline',
  gatesTilesRollbacksCheck: 'Gates, tiles and the rollback\'s check of performance go by it from now on, as long as the plan keeps its own figure. A run under way keeps the one that it began with.',
  isTheBaselineNow: (figure: string | number) => `${figure} is the baseline now`,
} as const

export const rowsFigures = {
  median: 'Median',
  interval: (low: string | number, high: string | number) => `${low} to ${high} with 95\u00A0% certainty`,
  ofTheBaseline: 'Of the baseline',
  margin: (rows: string | number, margin: string | number) => `${rows}, margin ${margin}`,
  firstRoundCold: 'First round, cold',
  rounds: 'Rounds',
  failed: (count: string | number) => `${count} failed`,
  to: (min: string | number, max: string | number) => `${min} to ${max}`,
  query: 'Query',
  rows: 'Rows',
  rowsASecond: 'Rows a second',
  failedWord: 'Failed',
} as const

export const running = {
  timeLeftNotKnown: 'time left not known yet',
  left: (clock: string | number) => `${clock} left`,
  done: (title: string | number) => `${title}, done`,
  sinceTheStart: '{done}, {clock} since the start',
  startedBy: 'started by {by}',
  cancelTheBenchmark: 'Cancel the benchmark',
  isBeingEnded: (title: string | number) => `${title} is being ended`,
  cancelIt: 'Cancel it',
} as const

export const useBench = {
  progressBenchmarkEnded: 'the progress of the benchmark ended:',
} as const
