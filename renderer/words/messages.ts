/** The words of messages. */
export const channels = {
  theTest: 'The test',
  testGoesOut: (title: string | number) => `A test goes out by ${title}`,
  test: (title: string | number) => `Test ${title}`,
  everyoneCanRead: ' Everyone can read it there.',
  realMessageGoesOut: 'A real message goes out by this channel, and says that it is a test.{public}',
  to: 'To',
  sendTheTest: 'Send the test',
  notUsedSinceStart: 'not used since the start',
  didNotTakeLast: 'did not take the last message',
  tookTheLastMessage: 'took the last message',
  testAsk: 'Test…',
  showsAMessageOnce: 'shows a message once',
  aRepeatIsMarked: 'a repeat is marked',
  waiting: (count: string | number) => `; ${count} waiting`,
  atMostIn: '{kindWords}; at most {count} in {duration}; {part}{waiting}',
  channels: 'Channels',
  thePlanSendsNothing: 'The plan sends nothing',
  peopleChannels: 'people.channels',
  peopleAudiences: 'people.audiences',
  channelsStandUnderPlan: 'Channels stand under {code} of the plan, and who is told under {code2}.',
  notKnownYet: 'Not known yet',
  statusPage: 'Status page',
  writtenTo: 'Written to',
  served: 'Served',
  itIsOff: 'it is off',
  notByThisConsole: (why: string | number) => `not by this console: ${why}`,
} as const

export const drafts = {
  nobodyHasCommunicationsYet: 'nobody has communications yet',
  hasCommunications: (name: string | number) => `${name} has communications`,
  theMessage: 'The message',
  goesOutTo: (to: string | number) => `Goes out to ${to}`,
  changedByHand: 'changed by hand',
  by: 'by {ways}',
  dropTheDraftFor: (to: string | number) => `Drop the draft for ${to}`,
  dropAsk: 'Drop…',
  editTheDraftFor: (to: string | number) => `Edit the draft for ${to}`,
  editAsk: 'Edit…',
  sendTo: (to: string | number, title: string | number) => `Send to ${to}: ${title}`,
  send: 'Send',
  whatDroppingDoes: 'Nobody is told by it, and it is not written again.',
  dropIt: 'Drop it',
  droppingIt: 'Dropping it',
  theDraftIsDropped: 'The draft is dropped',
  withoutAnIncident: 'Without an incident',
  theMessages: 'The messages',
  onTheWay: (count: string | number) => `${count} on the way`,
  sendAll: 'Send all {messages}',
  draftsToReview: 'Drafts to review',
  nothingWaitsForYou: 'Nothing waits for you',
  whenDraftsCome: 'When an incident of the plan’s severities opens, or a rollback begins, the lines of the communication tree stand here as drafts, each with its clock.',
} as const

export const editDialog = {
  theDraft: 'The draft',
  theDraftIsChanged: 'The draft is changed',
  draftFor: (to: string | number) => `Draft for ${to}`,
  title: 'Title',
  text: 'Text',
  staysAsWritten: 'It stays as you write it, also when the incident goes on.',
  keepIt: 'Keep it',
} as const

export const messagesScreen = {
  messages: 'Messages',
  showAll: 'show all',
  ofAlone: 'of {incident} alone: {link}',
} as const

export const notifyButton = {
  thisDesktopShowsNotices: 'This desktop shows notices',
  noticesAreShownHere: 'Notices are shown here',
  browserDeniesNoticesAllow: 'This browser denies notices: allow them in its settings',
  soundAlone: 'No notices at this address: a sound alone',
  notifyMeHere: 'Notify me here',
  tryTheSound: 'Try the sound',
} as const

export const queue = {
  noChannelLeftFirst: 'No channel is left; the first is tried again.',
  isTriedInstead: (ways: string | number) => `${ways} is tried instead.`,
  didNotTakeAfter: '{ways} did not take it, {ago}, after {count}: {error}. {part}',
  waitsForSentBy: 'waits for {age}, sent by {queuedBy}',
  late: (age: string | number) => `${age} late`,
  takeBackMessage: (to: string | number) => `Take back the message to ${to}`,
  whatTakingBackDoes: 'It does not go out any more. Once a channel has taken it, that is too late.',
  itIsTakenBack: 'It is taken back',
  onTheirWay: 'On their way',
  afterItWasDue: (age: string | number) => `, ${age} after it was due`,
  byAtProof: 'by {ways} at {time}{late}; proof: {proof}',
  byAt: 'by {by} at {time}{why}',
  sentAndWithdrawn: 'Sent and withdrawn',
  theLast: (shown: string | number) => `the last ${shown}`,
} as const

export const writeButton = {
  theDraft: 'The draft',
  draftWaitsPress: 'The draft waits for its press',
  writeAMessage: 'Write a message',
  to: 'To',
  title: 'Title',
  text: 'Text',
  becomesADraft: 'It becomes a draft; nobody is told yet.',
  keepTheDraft: 'Keep the draft',
  writeAMessageAsk: 'Write a message…',
} as const
