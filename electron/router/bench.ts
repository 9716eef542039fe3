/** Benchmarks: what is planned, what runs, what was found. */
import { benchFile } from '../../shared/bench-export.ts'
import { streamOf } from '../console/broadcast.ts'
import { os, personOf, queued } from './base.ts'

export const bench = {
  list: os.bench.list.handler(({ context }) => context.console.benches.list()),
  start: os.bench.start.handler(({ context, input: { benchmark, reason, yes } }) => context.console.benches.start(benchmark, { who: personOf(context), why: reason, yes })),
  cancel: os.bench.cancel.handler(({ context, input }) => context.console.benches.cancel(input.bench, personOf(context))),
  progress: os.bench.progress.handler(({ context, signal }) => streamOf(context.console.benchProgress.subscribe, { signal, limit: queued.progress, full: 'drop' })),
  history: os.bench.history.handler(({ context, input }) => context.console.benches.history(input)),
  result: os.bench.result.handler(({ context, input }) => context.console.benches.result(input.bench)),
  baseline: os.bench.baseline.handler(({ context, input: { bench: id, reason } }) => context.console.benches.setBaseline(id, { who: personOf(context), why: reason })),
  export: os.bench.export.handler(({ context: { console: { benches } }, input: { bench: id, benchmark, format } }) =>
    benchFile(id === undefined ? benches.history({ benchmark, limit: 10_000 }) : [benches.result(id)], format, id ?? benchmark ?? 'all')),
}
