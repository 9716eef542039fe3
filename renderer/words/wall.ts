/** The words of wall. */
export const consoleWall = {
  escLeaves: 'Esc leaves',
} as const

export const shareDialog = {
  other: 'Other',
  itCantBeServed: (failed: string | number) => `It can't be served: ${failed}.`,
  itIsServedAt: 'It is served at',
  onceSharedServed: 'Once shared it is served at',
  machineAlonePlanLets: 'This machine alone. {code} in the plan lets others in.',
  linkWarRoom: 'The link to the war room',
  qrCodeLink: 'QR code of the link',
  opensWarRoomAny: 'It opens the war room on any number of screens until {moment}. It is shown now and never again: whoever has it can look.',
  address: 'Address',
  done: 'Done',
  linksThatLive: 'Links that live',
  madeByEnds: 'made by {by}, ends {moment}',
  open: (count: string | number) => `${count} open`,
  notOpenedYet: 'not opened yet',
  lastSeen: (ago: string | number) => `last seen ${ago}`,
  withdraw: (label: string | number) => `Withdraw ${label}`,
  withdrawAsk: 'Withdraw…',
  sharingTheWarRoom: 'Sharing the war room',
  warRoomShared: 'The war room is shared',
  withdrawingTheLink: 'Withdrawing the link',
  linkWithdrawnScreensCut: 'The link is withdrawn; its screens are cut off',
  withdrawLabel: (label: string | number) => `Withdraw “${label}”`,
  screensOpenLinkCut: 'Screens that are open by this link are cut off at once.',
  withdrawIt: 'Withdraw it',
  shareTheWarRoom: 'Share the war room',
  whoeverLinkSeesWar: 'Whoever has the link sees the war room until it ends, and nothing else: no control, no other screen. It shows who drives and who has which role. It goes over the network unencrypted.',
  forWhichScreen: 'For which screen',
  screenExample: 'Meeting room 2',
  endsAfter: 'Ends after',
  hours: 'Hours',
  hoursFormat: 'A number of hours up to 744',
  sharingAsk: 'Sharing…',
  share: 'Share',
} as const

export const wallCalm = {
  notSo: (blocks: string | number, part: string | number) => `not so: ${blocks}${part}`,
  stateOfTheDeployment: 'State of the deployment',
  wayBack: 'Way back',
  errorBudget: 'Error budget',
  left: (duration: string | number) => `${duration} left`,
  overBy: (duration: string | number) => `over by ${duration}`,
  ofSpent: (duration: string | number, duration2: string | number) => `${duration} of ${duration2} spent`,
  automation: 'Automation',
  phase: (phaseText: string | number) => `Phase: ${phaseText}`,
  lastRun: 'Last run',
  neverRun: 'never run',
} as const

export const wallEntries = {
  nothingNoteHappenedYet: 'Nothing of note has happened yet',
} as const

export const wallFigures = {
  responseP95: 'Response p95',
  figures: 'Figures',
} as const

export const wallGates = {
  andMore: (told: string | number) => `and ${told} more`,
  withoutData: (count: string | number) => `${count} without data`,
  gates: 'Gates',
  noGateFires: 'No gate fires',
} as const

export const wallLost = {
  nothingReceived: 'Nothing received',
  old: (clock: string | number) => `${clock} old`,
  itConnectsByItself: 'It connects by itself.',
  everythingBelowTrueThen: 'Everything below was true then. It connects again by itself.',
} as const

export const wallPeople = {
  drivenBy: (holder: string | number) => `driven by ${holder}`,
  noIncidentIsOpen: 'No incident is open',
  nobodyRoleYet: 'nobody has a role yet',
  nobodyHasARole: 'Nobody has a role',
  onCall: 'On call',
  nobodyHasIt: ': nobody has it',
  otherCall: 'other call',
  onCallCall: 'On call{call}',
  wasCalledLast: (called: string | number) => `${called} was called last`,
  nextCallIn: (clock: string | number) => `in ${clock}`,
  then: 'then {second}',
  nextMessage: 'Next message',
  noneIsDue: 'None is due',
  draftFor: 'Draft for',
  onItsWayTo: 'On its way to',
  didNotGoOut: 'Did not go out to',
  nextOf: (others: string | number) => `Next of ${others}: `,
  nextMessageWord: 'Next message: ',
  lateBy: (clock: string | number) => `late by ${clock}`,
  dueIn: (clock: string | number) => `due in ${clock}`,
  whoHasWhat: 'Who has what',
} as const

export const wallRamp = {
  usersBeingSent: 'Users are being sent on',
  to: '{title} to {target}',
  gatesHavePassedFor: 'Gates have passed for',
  of: (clock: string | number) => `of ${clock}`,
  noHoldRuns: 'no hold runs',
  itWaitsFor: 'It waits for',
  anAnswer: 'an answer',
  aPersonsNext: 'a person’s “next”',
  itsGates: 'its gates',
  toSend: (title: string | number) => `to send ${title}`,
  nextStepBeginsItself: 'the next step begins by itself',
} as const

export const wallRun = {
  goesAheadUnlessVetoed: (clock: string | number) => `Goes ahead in ${clock} unless it is vetoed`,
  stageOf: 'Stage {index} of {stages}: {title}',
  withoutAnAnswerIn: 'Without an answer: {silenceWords} in {clock}',
  andMore: (steps: string | number) => ` and ${steps} more`,
  besideIt: (steps: string | number, part: string | number) => `Beside it: ${steps}${part}`,
  nothingRunsBesideIt: 'Nothing runs beside it',
  overTheDeadlineBy: 'Over the deadline by',
  leftOf: (clock: string | number) => `Left of ${clock}`,
  runningFor: 'Running for',
  endsAbout: 'Ends about',
} as const

export const wallScreen = {
  entryHead: 'Entry {seq}, head {hash}',
  plan: 'Plan {hash}',
  notOnDisk: (count: string | number) => `${count} not on disk`,
  journal: 'Journal {unknown}',
  warRoom: 'War room',
  fifteen: 'Fifteen',
  drill: 'Drill',
  rollback: 'Rollback',
  to: '{part} to {target}',
  toTitle: '{title} to {target}',
} as const

export const wallShown = {
  connectionLost: 'Connection lost',
  connectingToTheEngine: 'Connecting to the engine',
  waitingForTheEngine: 'Waiting for the engine',
  theEngineIsSilent: 'The engine is silent',
} as const

export const wallTraffic = {
  traffic: 'Traffic',
  usersNotRecorded: 'users: not recorded',
  balancerNoReport: 'balancer: no report',
  stillOn: '{count} still on {away}',
  nobodyIsOn: 'nobody is on {away}',
} as const
