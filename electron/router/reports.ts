/** Reports of the programme: looked at, made with one press, read back. */
import { notFound, os, personOf } from './base.ts'

export const reports = {
  look: os.reports.look.handler(({ context, input }) => context.console.programmeReports.look(input)),
  make: os.reports.make.handler(({ context, input }) => context.console.programmeReports.make(input, personOf(context))),
  file: os.reports.file.handler(async ({ context, input: { name } }) => {
    const file = await context.console.programmeReports.file(name)
    if (file === undefined) throw notFound(`no report ${name} was made here`)
    return file
  }),
}
