import type { Paint } from '../../../../electron/cli/terminal.ts'

/** Without colours. */
export const plain: Paint = (_tone, text) => text
