/** The words that stand on many screens, in one sense on all of them. */
export const common = {
  cancel: 'Cancel',
  close: 'Close',
  sending: 'Sending…',
  reading: 'Reading…',
  notKnown: 'not known',
  reasonForRecord: 'Reason, for the record',
} as const
