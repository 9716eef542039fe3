/** Every kind of channel, by name. A new kind is a file of its own, a line here, and its settings in shared/plan/channels.ts. */
import type { Clock } from '../../../shared/clock.ts'
import type { Environment } from '../../../shared/metrics.ts'
import type { Channel } from '../../../shared/plan.ts'
import type { App } from '../../connect/connector.ts'
import type { StatusPage } from '../status-page.ts'
import { appChannel } from './app.ts'
import type { Way } from './channel.ts'
import { desktopChannel, type Showing } from './desktop.ts'
import { pagerdutyChannel } from './pagerduty.ts'
import { slackChannel } from './slack.ts'
import { smtpChannel } from './smtp.ts'
import { statusPageChannel } from './status-page.ts'
import { webhookChannel } from './webhook.ts'

/** What channels reach through this console. */
export type Reach = Showing & {
  readonly clock: Clock
  /** @throws where the plan has no such target */
  readonly app: (environment: Environment) => App
  readonly page: () => StatusPage | undefined
}

/** Makes a channel; nothing is sent, and no address is looked up yet. */
export function openChannel(settings: Channel, reach: Reach): Way {
  switch (settings.kind) {
    case 'desktop': return desktopChannel(settings, reach)
    case 'smtp': return smtpChannel(settings)
    case 'slack': return slackChannel(settings, reach)
    case 'pagerduty': return pagerdutyChannel(settings, reach)
    case 'webhook': return webhookChannel(settings, reach)
    case 'app': return appChannel(settings, reach)
    case 'status-page': return statusPageChannel(settings, reach)
  }
}
