/** What people do about alerts: take them, and keep gates quiet for a while. Semantics 6 of the design. */
import { openGroups } from '../../shared/alert.ts'
import { conflict, notFound, os, personOf } from './base.ts'

export const alerts = {
  acknowledge: os.alerts.acknowledge.handler(({ context, input: { group, note } }) => {
    const { journal } = context.console
    const found = openGroups(journal.state().alerts).find(({ id }) => id === group)
    if (found === undefined) throw notFound(`there are no open alerts ${group}: what they were about is over`)
    if (found.acknowledged) throw conflict(`${found.acknowledged.by} has acknowledged these already`)
    journal.append({ kind: 'alert.acknowledged', who: personOf(context), data: { group }, ...(found.environment && { environment: found.environment }), ...(note !== undefined && note !== '' && { why: note }) })
  }),
  silence: os.alerts.silence.handler(({ context, input: { gates, environment, lasts, reason } }) => {
    const { journal, plan, clock } = context.console
    const unknown = gates.find((gate) => !plan.gates.some(({ id }) => id === gate))
    if (unknown !== undefined) throw notFound(`the plan has no gate ${unknown}`)
    const until = clock.wall() + lasts
    const silence = `s-${journal.state().seq + 1}`
    journal.append({ kind: 'silence.set', who: personOf(context), why: reason, data: { silence, gates, until }, ...(environment && { environment }) })
    return { silence, until }
  }),
  unsilence: os.alerts.unsilence.handler(({ context, input: { silence, reason } }) => {
    const { journal, clock } = context.console
    const found = journal.state().silences.find(({ id }) => id === silence)
    if (found === undefined || found.until <= clock.wall()) throw notFound(`there is no silence ${silence}: it is over`)
    journal.append({ kind: 'silence.ended', who: personOf(context), data: { silence }, ...(reason !== undefined && reason !== '' && { why: reason }) })
  }),
}
