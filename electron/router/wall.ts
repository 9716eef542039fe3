/** The war room's view and its links. */
import { os, personOf } from './base.ts'

export const wall = {
  views: os.wall.views.handler(({ context, signal }) => context.console.walls.views(signal)),
  sharing: os.wall.sharing.handler(({ context }) => context.console.walls.sharing()),
  share: os.wall.share.handler(({ context, input: { reason, ...asked } }) => context.console.walls.share(asked, personOf(context), reason)),
  revoke: os.wall.revoke.handler(({ context, input: { share, reason } }) => context.console.walls.revoke(share, personOf(context), reason)),
}

/** All that a shared wall can call: there is nothing else behind its line. */
export const wallRouter = { wall: { views: wall.views } }
