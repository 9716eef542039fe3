/** The words of on call. */
export const calendar = {
  insteadOf: (instead: string | number) => ` for ${instead}`,
  turn: (name: string | number, instead: string | number, zoned: string | number, zoned2: string | number, part: string | number) => `${name}${instead}\n${zoned} to ${zoned2}${part}`,
  fourWeeks: 'Four weeks',
  daysOf: (zone: string | number) => `days of ${zone}`,
  turnsAs: (title: string | number) => `Turns as ${title}`,
} as const

export const calls = {
  noChannelNextCalled: 'no channel: the next is called',
  outBy: (channel: string | number) => `out by ${channel}`,
  takenBack: 'taken back',
  noChannelTookIt: 'no channel took it',
  notOutYet: 'not out yet',
  incidentFor: '{severity} {title}, for {duration}',
  callNowAsk: 'Call {title} now…',
  youNobodyElseCalled: 'You have it: nobody else is called',
  call: (round: string | number) => `, call ${round}`,
  late: (age: string | number) => `, ${age} late`,
  dueIn: (age: string | number) => `in ${age}`,
  unlessSomebodyHasIt: '{title}{part}, unless somebody has it',
  loggedNobodyWoken: 'Logged: nobody is woken for it.',
  theNextLevel: 'the next level',
  callNow: (title: string | number) => `Call ${title} now`,
  oneWhoCalledBefore: 'The one who was called before may still answer.',
  callNowWord: 'Call now',
  theCall: 'The call',
  nextLevelCalled: 'The next level is called',
  calls: 'Calls',
  withoutAnAnswer: (unanswered: string | number) => `${unanswered} without an answer`,
  nobodyIsBeingCalled: 'Nobody is being called',
} as const

export const files = {
  onPaperAndIn: 'On paper, and in calendars',
  whetherPhoneTreeDisk: 'Whether the phone tree is on disk is not known',
  phoneTreeCouldNot: (failure: string | number) => `The phone tree could not be written: ${failure}`,
  phoneTreeBeingWritten: 'The phone tree is being written',
  phoneTreeDiskRead: 'The phone tree as of {ago} is on this disk, to be read with no network and no console: {path}',
  printThePhoneTree: 'Print the phone tree',
  saveIt: 'Save it',
  theCalendar: 'The calendar',
  theCalendarIsSaved: 'The calendar is saved',
  saveTheCalendarIcs: 'Save the calendar (.ics)',
  readACalendarAsk: 'Read a calendar…',
} as const

export const importDialog = {
  theImport: 'The import',
  nothingTakenFile: (count: string | number) => `Nothing was taken: ${count} in the file`,
  addedSaidNothingNew: (count: string | number, count2: string | number) => `${count} added, ${count2} said nothing new`,
  readACalendar: 'Read a calendar',
  eventsWhoseTitleBegins: 'Events whose title begins with a duty, such as “Primary On-Call: Ada”, become stand-ins where they say something else than the rotation.',
  readIt: 'Read it',
  file: 'File',
  noFileChosenYet: 'No file is chosen yet.',
  line: 'line {line}',
} as const

export const notes = {
  theNote: 'The note',
  noteStandsHandOver: 'The note stands on the hand-over page',
  noteWhoComesNext: 'A note for who comes next',
  forTheNext: 'For the next',
  whatTheyShouldKnow: 'What they should know',
  whatOddWhatYou: 'What is odd, what you tried, what to look at first.',
  leaveTheNote: 'Leave the note',
  handOverNotes: 'Hand-over notes',
  handOverPage: 'Hand-over page',
  leaveANoteAsk: 'Leave a note…',
  noNoteYet: 'No note yet',
  whoGoesTellsWho: 'Who goes tells who comes.',
  forTheNextBy: '{by}, {ago}, for the next {duty}',
} as const

export const onCallScreen = {
  onCall: 'On-call',
} as const

export const onNow = {
  placeholderToBeReplaced: 'placeholder, to be replaced',
  namePersonPlanTake: 'Name a person in the plan, and take `placeholder` out',
  standsIn: (why: string | number) => `stands in: ${why}`,
  until: 'Until',
  then: '{zoned}, then {name}',
  noHandOverSoon: 'no hand-over in the next two months',
  phone: 'Phone',
  notInThePlan: 'not in the plan',
  channels: 'Channels',
  noneInThePlan: 'none in the plan',
  authority: 'Authority',
  mayRollBackWithout: 'may roll back without approval',
  onCallNow: 'On call now',
  addContactsRotationUnder: 'Add contacts and a rotation under `people`: then it is known who is called.',
} as const

export const overrideDialog = {
  endsBeforeBegins: 'it ends before it begins',
  thatIsOverAlready: 'that is over already',
  somebodyStandsIn: 'Somebody stands in',
  standIn: 'Stand in',
  theStandIn: 'The stand-in',
  callsGoThere: 'It is on the record: calls go there for that time',
  duty: 'Duty',
  who: 'Who',
  from: (zone: string | number) => `From (${zone})`,
  timeFormat: 'Write it as 2026-11-27 09:00.',
  to: (zone: string | number) => `To (${zone})`,
  mendTimesFirstNothing: 'Mend the times first: nothing is set.',
} as const

export const printedTree = {
  phoneTree: 'Phone tree',
  printed: '{title}. Printed {printed}.',
  callWhenPrinted: 'On call when this was printed',
  duty: 'Duty',
  who: 'Who',
  phone: 'Phone',
  until: 'Until',
  then: 'Then',
  mayWithoutAsking: 'May, without asking',
  placeholder: (name: string | number) => `${name} (placeholder)`,
  no: 'No.',
  call: 'Call',
  answersWithin: 'Answers within',
  thenCalled: 'Then: {then}.',
  whoIsTold: 'Who is told',
  when: 'When',
  within: 'Within',
  whom: 'Whom',
  turns: 'Turns',
  from: 'From',
  lasts: 'For',
  everyone: 'Everyone',
  role: 'Role',
} as const

export const reach = {
  beingTried: 'being tried',
  notReached: 'not reached',
  tooLongAgo: 'too long ago',
  notTried: 'not tried',
  noChannel: 'no channel',
  theTrial: 'The trial',
  messageGoes: 'message goes',
  messagesGo: 'messages go',
  noChannelWithout: (without: string | number, part: string | number) => `; ${without} ${part} no channel`,
  out: (messages: string | number, part: string | number, part2: string | number) => `${messages} ${part} out${part2}`,
  canTheyBeReached: 'Can they be reached?',
  tryThemNow: 'Try them now',
  planNoLevelsEscalation: 'The plan has no levels of escalation',
  nobodyCalledClock: 'Nobody is called by the clock.',
  noAnswerYet: 'no answer yet',
  wentOut: 'went out',
  failed: (detail: string | number) => `failed, ${detail}`,
  phaseRealSystemsBegins: 'A phase of real systems begins once every level was reached within {duration}, or despite it with a reason. What counts is that a channel took the message, not that somebody read it.',
} as const

export const standIns = {
  to: '{zoned} to {zoned2}. {why} ({by})',
  takeBack: (name: string | number) => `Take back: ${name}`,
  doesNotStandIn: (name: string | number) => `${name} does not stand in`,
  rotationEarlierStandTime: 'The rotation, or an earlier stand-in, has that time again.',
  rotationTimeAgain: 'The rotation has that time again',
  standInAsk: 'Stand in…',
  swapAsk: 'Swap…',
  nobodyStandsIn: 'Nobody stands in',
  theRotationIsAs: 'The rotation is as the plan has it.',
} as const

export const swapDialog = {
  from: (contact: string | number, zoned: string | number) => `${contact}, from ${zoned}`,
  swapTwoTurns: 'Swap two turns',
  swapThem: 'Swap them',
  theSwap: 'The swap',
  twoTurnsChangedHands: 'The two turns have changed hands',
  duty: 'Duty',
  oneTurn: 'One turn',
  theOtherTurn: 'The other turn',
  chooseTwoTurnsDifferent: 'Choose two turns of different people.',
} as const

export const unsent = {
  unsentFor: (age: string | number) => `unsent for ${age}`,
  waitsFor: (channels: string | number) => `waits for ${channels}`,
  notSent: 'Not sent',
  andMore: 'and {waiting} more',
} as const
