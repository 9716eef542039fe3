import type { BenchFile } from '../../../shared/contract.ts'

/** Hands a text to the browser's own way of saving a file. */
export function saveFile({ name, type, text }: BenchFile): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it in its own time; a minute is plenty for a megabyte.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
