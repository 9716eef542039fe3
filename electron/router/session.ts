/** Who is at a connection. */
import { meOf, os } from './base.ts'

export const session = {
  me: os.session.me.handler(({ context }) => meOf(context)),
  introduce: os.session.introduce.handler(({ context, input }) => {
    context.me.name = input.name
    return meOf(context)
  }),
}
