/** The words of parts. */
export const boundary = {
  couldNotBeDrawn: '{part} could not be drawn',
  whatStillWorks: 'The engine and the rollback button are not touched by this. Try to draw it again, or choose another screen.',
  drawAgain: 'Draw again',
} as const

export const chartKeys = {
  chart: 'chart',
  pointByPoint: (title: string | number) => `${title}, point by point`,
} as const

export const failure = {
  askOperatorOpenConsole: 'Ask an operator, or open the console at the desk.',
  lookPresentStateScreen: 'Look at the present state on this screen, then decide again.',
  goneOrNeverThere: 'It is gone or was never there. Look again at the list.',
  engineCouldNotDo: 'The engine could not do it now. Look at Sources and the journal, then try again.',
  leaveReplayToAct: 'Leave the replay (Esc) to act.',
  leaveReplayToSee: 'Leave the replay (Esc) to see the present.',
  askConsoleExported: 'Ask the console that exported it.',
  actConsoleIncident: 'Act on the console that has the incident.',
  correctWhatEnteredTry: 'Correct what was entered and try again.',
  nothingKnownDoneRead: 'Nothing is known to be done. Read the timeline, then try again; the logs of the engine say more.',
  consoleNotConnectedEngine: 'The console is not connected to its engine, so nothing was sent.',
  reconnectsItselfIfDoes: 'It reconnects by itself. If it does not, start Fifteen again or use another console.',
  theAnswerNeverCame: (what: string | number) => `The answer never came: ${what}.`,
  mayBeenDoneAll: 'It may have been done all the same. Read the timeline before you try again.',
} as const

export const format = {
  baselineNotYetRecorded: (ratio: string | number) => `${ratio} of a baseline not yet recorded`,
  min: (seconds: string | number) => `${seconds} min`,
  justNow: 'just now',
  ago: (age: string | number) => `${age} ago`,
  noneYet: 'none yet',
} as const

export const holdButton = {
  keepHolding: 'Keep holding',
  holdMouseSpaceEnter: '{describes} Hold the mouse, Space or Enter for {holdFor} seconds; let go or press Escape to give up.',
} as const

export const markdown = {
  linkLeadsNowhereMay: 'This link leads nowhere that may be opened',
  openThisAddress: 'Open this address?',
  writtenNoteLeadsOut: 'It was written in a note, and leads out of the console.',
  openIt: 'Open it',
  pictureNotFetched: '[picture that is not fetched{part}]',
} as const

export const origin = {
  noTargetPlanBrings: 'No target of the plan brings it.',
  old: (age: string | number) => `${age} old`,
  fromOld: (source: string | number, age: string | number, count: string | number) => `From ${source}, ${age} old, ${count}.`,
  neverAnswered: 'never answered',
  lastAnsweredAgo: (age: string | number) => `last answered ${age} ago`,
  fromIt: (source: string | number, missing: string | number, part: string | number) => `From ${source}: ${missing}; it ${part}.`,
} as const

export const pictureView = {
  pictureSha256: (number: string | number, width: string | number, height: string | number, number2: string | number, unit: string | number, hash: string | number) => `Picture ${number}, ${width} × ${height}, ${number2} ${unit}, SHA-256 ${hash}`,
  pictureCanNotRead: (number: string | number, failure: string | number) => `Picture ${number} can not be read now: ${failure}`,
  readingPictureAsk: 'Reading picture {number}…',
  itsFileIsGone: 'its file is gone',
  fileNotOneNote: 'its file is not the one of this note any more',
  pictureIs: (number: string | number, state: string | number, what: string | number) => `Picture ${number} is ${state}: ${what}.`,
  picture: (number: string | number) => `Picture ${number}`,
} as const

export const readinessList = {
  whatPressWouldMet: 'What a press would have met then is not on the record.',
  notKnownYet: 'Not known yet',
  engineNotToldWhat: 'The engine has not told what a press would meet.',
} as const

export const ready = {
  readiness: (unknown: string | number) => `readiness ${unknown}`,
  notReady: 'not ready',
  blocked: (detail: string | number, more: string | number) => `blocked: ${detail}${more}`,
  warnings: (warns: string | number) => `${warns} warnings`,
  ready: (part: string | number) => `ready, ${part}`,
} as const

export const reasonDialog = {
  fewWordsWhoReads: 'A few words: who reads the incident later sees them.',
} as const

export const splitBar = {
  trafficBlueGreen: (blue: string | number, green: string | number) => `Traffic: blue ${blue}, green ${green}`,
  trafficNotKnown: 'Traffic: not known',
} as const

export const stageBar = {
  stagesOfTheRollback: 'Stages of the rollback',
  window: (title: string | number, word: string | number, window: string | number) => `${title}: ${word}, window ${window}`,
  over: 'over {clock}',
} as const

export const stage = {
  asksYou: 'asks you',
  min: (minutes: string | number, minutes2: string | number) => `${minutes}–${minutes2} min`,
} as const

export const titles = {
  theRollbackButton: 'the rollback button',
  rule: (gate: string | number) => `rule ${gate}`,
} as const

export const useLogSources = {
  whatLogsItReads: 'what logs it reads',
} as const

export const usePolled = {
  consoleDoesNotTell: (what: string | number) => `the console does not tell ${what}:`,
} as const
