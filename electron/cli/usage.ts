/** What `--help` says. */

const exits = 'Exit codes: 0 done and well, 1 not, 2 not understood, 3 no console can be reached, 130 interrupted.'

const common = `  --home DIR    the console's folder (default: FIFTEEN_HOME or the platform's place)
  --plan FILE   without a console running there: opens this plan in a console of its own, and stops it at the end;
                "built-in" is the plan that comes with Fifteen and its practice lab. With a console running there:
                refuses if that one has another plan open
  --json        answer in JSON
  --help        this text`

export const commandNames = ['status', 'bench', 'checkpoint', 'rollback', 'forward', 'drill', 'verify'] as const
export type CommandName = (typeof commandNames)[number]

const texts: Readonly<Record<CommandName, string>> = {
  status: `Usage: npm run fifteen -- status [options]

Shows where users are sent, which gates are not ok, and whether a rollback could begin now.

  --wait ready  waits until a rollback could begin
  --within 60s  how long it waits for that, and for a console to come up (with --wait; default 60s)
${common}

Exit codes: 0 ready and nothing fires, 1 something fires or it is not ready, 2 not understood, 3 no console can be
reached, 130 interrupted.
`,
  rollback: `Usage: npm run fifteen -- rollback --reason TEXT [options]

Presses the button and follows the run to its end, one line a step. A run that is under way is joined.

  --reason TEXT  why, in a few words: it goes on the record
  --trigger ID   the plan's manual trigger that it is pressed for (default: button)
  --yes          asks no confirmation; without a terminal it is needed
${common}
With --json each entry of the run is one line of JSON, as it is written.

What a step asks is shown, and can be answered on a terminal; without an answer its silence decides.
Ctrl+C leaves a run of a running console to that console. A run of this command's own console takes two, and goes on
when a console is next opened in that folder.

Exit codes: 0 the run completed, 1 it did not, 2 not understood, 3 no console can be reached, 130 interrupted.
`,
  forward: `Usage: npm run fifteen -- forward --reason TEXT [options]

Sends users on in the steps of a ramp of the plan, and follows it to its end. Each step is held while its gates pass; what
fails asks, what can't be judged stands still. Refused while a rollback could not be made.

  --reason TEXT  why, in a few words: it goes on the record
  --ramp ID      the plan's ramp (default: forward)
  --from STEP    begins at that step, such as after a stop
  --do ACT       next, hold, back or stop: acts on the run that is under way, and begins none
  --yes          asks no confirmation; without a terminal it is needed
${common}
With --json each entry of the run is one line of JSON, as it is written.

Stopping leaves users where they are; sending everyone back is the command rollback, which ends a forward run at once.
Ctrl+C leaves a run of a running console to that console. A run of this command's own console takes two, and goes on
when a console is next opened in that folder.

Exit codes: 0 the ramp completed, or the act is done, 1 not, 2 not understood, 3 no console can be reached, 130 interrupted.
`,
  bench: `Usage: npm run fifteen -- bench [NAME] [options]

Lists the plan's benchmarks, or runs one to its end. What it will do is told before it begins; where users may be on a
target of it, it asks. Ctrl+C cancels it: what was measured until then is kept, and is no pass.

  --reason TEXT  why, in a few words: it goes on the record (default: "asked for on the command line")
  --yes          asks no confirmation; without a terminal it is needed where users may be on a target
${common}

Exit codes: 0 passed, or passed with a warning, 1 failed, inconclusive, no data or not run, 2 not understood, 3 no console
can be reached, 130 interrupted.
`,
  checkpoint: `Usage: npm run fifteen -- checkpoint [list|take] [options]

Lists the checkpoints of the archive, or takes one of each environment that the plan names: dumped, then restored beside
the database and compared, with the time of the restore measured. Ctrl+C cancels it, and nothing half done counts.

  --reason TEXT  why, in a few words: it goes on the record (default: "asked for on the command line")
${common}

Exit codes: 0 listed, or each was proven, 1 one was not, 2 not understood, 3 no console can be reached, 130 interrupted.
`,
  drill: `Usage: npm run fifteen -- drill [options]

A rollback on the practice lab or a staging pair, as the Drills screen begins one: pilot users go to green, everyone
comes back to blue, each stage against its window.

  --fault NAME  a fault of the lab on green (none, slow, errors, db-drops, memory, diverge, sessions; default none): waits
                up to a minute for a gate to fire before the press, and takes the fault back
${common}

${exits.replace('done and well', 'completed with every stage within its window')}
`,
  verify: `Usage: npm run fifteen -- verify [FILE.fifteen] [options]

Reads the whole journal and checks its chain, its seals and the heads that were published to files; without a console
too. Prints the head: note it down elsewhere, since a chain proves itself only against such an anchor.
With a file: checks that bundle, needs no console and no journal, and changes nothing.

  --home DIR    the console's folder (default: FIFTEEN_HOME or the platform's place)
  --json        answer in JSON
  --help        this text

Exit codes: 0 whole, 1 broken (the place is named), 2 not understood, or no bundle, 3 no journal or file there,
130 interrupted.
`,
}

const usage = `Usage: npm run fifteen -- COMMAND [options]

  status      where users are, what fires, whether a rollback could begin
  bench       the plan's benchmarks: lists them, or runs one
  checkpoint  lists the archive's checkpoints, or takes and proves one
  rollback    presses the button and follows the run
  forward     sends users on in steps, or acts on a run that does
  drill       a rollback on the practice lab, against the plan's windows
  verify      checks the record, or a bundle

Results go to standard output, progress to standard error. COMMAND --help tells the options of each.
${exits}
`

export const helpOf = (command: CommandName | undefined): string => (command === undefined ? usage : texts[command])
