/** The words of app. */
export const act = {
  takingItBackFailed: 'Taking it back failed',
  failed: (label: string | number) => `${label} failed`,
} as const

export const app = {
  openingThisScreen: 'Opening this screen',
  fifteen: (title: string | number) => `${title} — Fifteen`,
  fifteenTitle: (title: string | number, deployment: string | number) => `${title} — ${deployment} — Fifteen`,
  thisScreen: 'This screen',
  readingTheMoment: 'Reading the moment',
  waitingForTheEngine: 'Waiting for the engine',
  theWarRoom: 'The war room',
  skipToTheScreen: 'Skip to the screen',
  theRun: 'The run',
  thePage: 'The page',
} as const

export const feed = {
  linkEngineEnded: 'the link to the engine ended:',
} as const

export const later = {
  partPageNotLoaded: 'a part of the page was not loaded, and is asked for again:',
} as const

export const route = {
  live: 'Live',
  rollback: 'Rollback',
  traffic: 'Traffic',
  drills: 'Drills',
  checkpoints: 'Checkpoints',
  programme: 'Programme',
  pilotUsers: 'Pilot users',
  checklists: 'Checklists',
  incidents: 'Incidents',
  messages: 'Messages',
  benchmarks: 'Benchmarks',
  plan: 'Plan',
  connections: 'Connections',
  replay: 'Replay',
  help: 'Help',
  warRoom: 'War room',
} as const

export const wallFeed = {
  linkEngineEnded: 'the link to the engine ended:',
} as const

export const wallMain = {
  theWarRoom: 'The war room',
} as const
