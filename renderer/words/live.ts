/** The words of live. */
export const alerts = {
  since: '{environmentName} {count}, since {time}',
  youHaveItIt: 'You have it: it is on the record',
  on: (environment: string | number) => ` on ${environment}`,
  isSilenced: '{gates}{environment} is silenced',
  byForAnother: 'by {by} for another {age}: {why}',
  endingTheSilence: 'Ending the silence',
  theSilenceIsEnded: 'The silence is ended',
  endIt: 'End it',
  alerts: 'Alerts',
  unanswered: (unanswered: string | number) => `${unanswered} unanswered`,
  openAlerts: 'Open alerts',
  silences: 'Silences',
} as const

export const budget = {
  down: 'Down',
  failedRequests: 'Failed requests',
  ourSwitchesAndDrills: 'Our switches and drills',
  errorBudget: 'Error budget',
  upIn: (objective: string | number, duration: string | number) => `${objective} up in ${duration}`,
  errorBudgetSpent: 'Error budget spent',
  ofSpent: '{duration} of {duration2} spent',
  left: '{duration} left',
  overspentBy: (duration: string | number) => `overspent by ${duration}`,
  measured: 'Measured',
  of: '{duration} of {duration2}',
} as const

export const charts = {
  performance: 'Performance',
  errorRate: 'Error rate',
  responseTimeP95: 'Response time p95',
  requests: 'Requests',
  memory: 'Memory',
} as const

export const drawThread = {
  noThreadChartsCould: 'no thread for the charts could be started: the page draws them itself',
} as const

export const gateDialog = {
  ofTheLast: (title: string | number, title2: string | number, why: string | number) => `${title} of the last ${title2}: ${why}`,
  notReadableNow: 'Not readable now: {error}',
  shadedWhileBeyond: ', shaded: the time for which it has been beyond it',
  caption: '{title}, last {title2}; the line is {figure}{spans}.',
  atLeastIn: (count: string | number, duration: string | number) => `at least ${count} in ${duration}`,
  soWithoutBreak: (duration: string | number) => `so for ${duration} without a break`,
  whyItFires: 'Why it fires',
  whyDoesNotFire: 'Why it does not fire',
  now: 'now {now}',
  then: 'Then',
  keepsFiringAfterOver: (duration: string | number) => `keeps firing ${duration} after it is over`,
  resolvesSoonOver: 'resolves as soon as it is over',
  gaps: 'Gaps',
  missingSample: 'missing sample',
  gapsAllowed: 'up to {count} in a row neither reset nor count; longer is {policy}',
  plan: 'Plan',
  silenceAsk: 'Silence…',
} as const

export const gates = {
  performance: 'Performance',
  reliability: 'Reliability',
  experience: 'Experience',
  resources: 'Resources',
  pending: (title: string | number) => `${title} pending`,
  rollsBack: 'rolls back',
  firesIn: '{part} in {duration}',
  bad: 'bad {condition}',
  silencedByUntil: 'silenced by {by} until {time}',
  why: 'Why',
  on: 'On',
  rule: 'Rule',
  overForKeepsFiring: '{statistic} over {duration}, for {duration2}, keeps firing {duration3}',
  then: 'Then',
  seen: 'Seen',
  atLeastNeeded: '{count}; at least {minimum} needed',
  from: 'From',
  plan: 'Plan',
  whyInAPicture: 'Why, in a picture',
  silenceAsk: 'Silence…',
  gates: 'Gates',
  needsYou: 'needs you',
  needYou: 'need you',
  judged: (count: string | number) => `${count} judged`,
  nothingJudgedYet: 'Nothing judged yet',
  gatesJudgedOnceSecond: 'Gates are judged once a second from the first samples on.',
} as const

export const lab = {
  switchingTheFault: (part: string | number) => `Switching the fault ${part}`,
  faultIs: (title: string | number, environment: string | number, part: string | number) => `${title} on ${environment}: ${part}`,
  faultIsAgain: (title: string | number, environment: string | number, part: string | number) => `${title} on ${environment}: ${part} again`,
  practiceLab: 'Practice lab',
  closeThePracticeLab: 'Close the practice lab',
  viewerWatchesFaultsOperators: 'A viewer watches: faults are an operator\'s.',
  simulatedUser: 'simulated user',
  failedRequest: 'failed request',
  user: 'User',
  on: 'On',
  requests: 'Requests',
  failed: 'Failed',
  lost: 'Lost',
  pilot: 'pilot',
  resettingTheLab: 'Resetting the lab',
  pilotUsersGreenAgain: 'The pilot users are on green again',
  sendPilotUsersGreen: 'Send pilot users to green again',
} as const

export const lineChart = {
  ofTheLast: (title: string | number, title2: string | number, told: string | number) => `${title} of the last ${title2}: ${told}`,
  notReadableNow: 'Not readable now: {error}',
} as const

export const liveScreen = {
  live: 'Live',
  rangeOfTheCharts: 'Range of the charts',
  practiceLab: 'Practice lab',
} as const

export const silenceDialog = {
  silenceOn: (title: string | number, environment: string | number) => `Silence “${title}” on ${environment}`,
  silence: 'Silence',
  whyMayQuiet: 'Why may it be quiet?',
  goesBeingMeasuredShown: 'It goes on being measured and shown. What still fires when the silence ends is told then.',
  theSilence: 'The silence',
  silencedUntil: (time: string | number) => `Silenced until ${time}`,
  theSilenceIsEnded: 'The silence is ended',
  whileLastsGateOpens: 'While it lasts this gate opens no rollback.',
  othersStillDoSo: '{strong} Others still do, and so does the button.',
  theSilenceEndsAfter: 'The silence ends after',
} as const

export const sources = {
  ms: (latency: string | number) => `${latency} ms`,
  nothingIsKept: (trouble: string | number) => `Nothing is kept of them: ${trouble}.`,
  linesHowManyNot: 'lines, how many is not known',
  hasLost: (id: string | number, count: string | number) => `${id} has lost ${count}.`,
  logs: 'Logs',
  linesSKept: '{rate} lines/s, {count} kept',
  sources: 'Sources',
  whoLostWhoCame: 'who was lost and who came back, by the record',
  allAnswer: (sources: string | number) => `all ${sources} answer`,
  ofLost: (lost: string | number, count: string | number) => `${lost} of ${count} lost`,
  noneWasLost: 'None was lost',
  beforeMomentRecordTells: 'Before this moment the record tells of no source that was lost; how each answered was not recorded.',
  noSourcesYet: 'No sources yet',
  engineNotSampledAnything: 'The engine has not sampled anything.',
  state: 'State',
  target: 'Target',
  environment: 'Environment',
  kind: 'Kind',
  latency: 'Latency',
  lastGood: 'Last good',
  identity: 'Identity',
} as const

export const tiles = {
  fromWithAVerdict: (count: string | number) => `From ${count} with a verdict.`,
  target: (part: string | number, threshold: string | number) => `target ${part} ${threshold}`,
  system: 'System',
  people: 'People',
} as const

export const traffic = {
  traffic: 'Traffic',
  fromTheRecordedSeries: 'from the recorded series',
  shareOfRequests: 'Share of requests',
  weightsFlagsWhoStill: 'Weights, flags and who was still on {away}: not recorded.',
  noShareTrafficRecorded: 'No share of the traffic is recorded for that time.',
  notKnown: 'Not known',
  balancerDoesNotReport: 'The balancer does not report. See Sources.',
  weight: 'Weight',
  usersByFlag: 'Users by flag',
  inFlight: 'In flight',
  usersLastServed: 'Users last served',
  reportedBy: (id: string | number) => `Reported by ${id}`,
  from: (source: string | number) => `from ${source}, `,
  old: '{source}{age} old',
  health: 'Health',
  sentBackYetNot: (count: string | number) => `sent back, yet ${count} not moved`,
  usersStillOn: 'Users still on {away}: {left}',
} as const

export const useLab = {
  theLabsStatus: 'the lab’s status',
} as const

export const welcome = {
  beginning: 'Beginning',
  otherWaysUnderCtrlK: 'The practice lab runs. Ctrl K finds the other ways to begin',
  thePracticeLabRuns: 'The practice lab runs',
  welcome: 'Welcome',
  welcomeHowDoYou: 'Welcome. How do you want to begin?',
  askedOnceLabTwo: 'Asked once. A lab of two applications, a balancer and simulated users runs already: nothing here is real yet.',
  putWelcomeAwayEsc: 'Put the welcome away (Esc)',
  practise: 'Practise',
  whatPractiseIs: 'Two minutes that teach the button: a fault, a gate that fires, a rollback that opens by itself.',
  openAPlanFile: 'Open a plan file',
  whatOpeningIs: 'You have a deployment plan as YAML. It is checked whole; every mistake is told with its line.',
  openAPlanFileAsk: 'Open a plan file…',
  buildAPlan: 'Build a plan',
  whatBuildingIs: 'Connect your own applications and balancer by a form; each connection is tested as you enter it.',
  buildAPlanAsk: 'Build a plan…',
} as const
