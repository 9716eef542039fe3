/** The words of notices. */
export const notices = {
  theNoticesEnded: 'the notices ended:',
  dismiss: (title: string | number) => `Dismiss: ${title}`,
  messages: 'Messages',
  notices: 'Notices',
} as const

export const notify = {
  soundNotHad: 'the sound is not to be had:',
} as const
