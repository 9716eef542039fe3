/** The button that takes everyone back, with what it would do now. It works while all else is broken. */
import { useState } from 'react'
import { DialogTrigger, Button as AriaButton, Dialog as AriaDialog, Heading, Popover } from 'react-aria-components'
import { runEnded } from '../../shared/rollback.ts'
import { useActs } from '../act.tsx'
import { Actions, Button, controlStyles, Dialog } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { HoldButton } from '../parts/hold-button.tsx'
import { Icon } from '../parts/icon.tsx'
import { ToneShape, toneClass } from '../parts/mark.tsx'
import { ReadinessList } from '../parts/readiness-list.tsx'
import { readyLine } from '../parts/ready.ts'
import { useBusy } from '../parts/use-busy.ts'
import { useNow } from '../now.ts'
import { go } from '../route.ts'
import { useReplaying, useView } from '../store.ts'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { rollbackButton as words } from '../words/shell.ts'
import styles from './rollback-button.module.css'

/** The trigger's name in the record where a person pressed without choosing one of the plan's manual triggers. */
const buttonTrigger = 'button'

export function Readiness() {
  const readiness = useView((view) => view.frame?.readiness)
  const { wall } = useNow()
  const replaying = useReplaying()
  const line = readyLine(readiness, wall)
  return (
    <DialogTrigger>
      <AriaButton className={cx(styles['ready'])} aria-label={words.rollbackShowAllChecks(replaying ? words.readinessNotRecorded : line.head, line.rest.join(', '))}>
        <span className={cx(styles['head'], toneClass(line.tone))}>
          <ToneShape tone={line.tone} size={13} />
          <span className={styles['headText']}>{replaying ? 'not recorded' : line.head}</span>
          <Icon name="chevron" size={11} />
        </span>
        <span className={styles['rest']}>{line.rest.join(' · ')}</span>
      </AriaButton>
      <Popover className={cx(controlStyles['popover'])} placement="bottom end">
        <AriaDialog className={cx(styles['checks'])}>
          <Heading slot="title">{common.ifPressedNow}</Heading>
          <ReadinessList readiness={readiness} />
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  )
}

export function RollbackButton() {
  const { act } = useActs()
  const me = useView((view) => view.me)
  const run = useView((view) => view.state?.run)
  const readiness = useView((view) => view.frame?.readiness)
  const target = useView((view) => view.opened?.plan.rollback.target) ?? 'blue'
  const [asking, setAsking] = useState(false)
  const open = run !== undefined && !runEnded(run)
  const blocks = readiness?.checks.filter((check) => check.state === 'block') ?? []
  const replaying = useReplaying()
  const viewer = me?.role === 'viewer'

  const [press, sending] = useBusy(async () => {
    setAsking(false)
    const done = await act(words.rollback, (client) => client.rollback.press({ trigger: buttonTrigger }), (pressed) =>
      pressed.joined ? common.youJoinedTheRun(pressed.run) : common.rollbackHasBegun(pressed.run, target))
    if (done) go('rollback')
  })

  const title = open ? words.joinTheRun : words.rollBack
  return (
    <>
      <HoldButton
        isDisabled={viewer || replaying || sending}
        describes={replaying ? words.pastGoBackLive : viewer ? words.youViewerOnlyOperator : open ? words.joinsRunOpen : common.takesAllTrafficBack(target)}
        onHeld={() => (blocks.length > 0 && !open ? setAsking(true) : void press())}
        onAsked={() => setAsking(true)}
      >
        {sending ? common.sending : replaying ? words.notLive : viewer ? words.rollBackViewer : title}
      </HoldButton>
      {asking && (
        <Dialog role="alertdialog" wide title={blocks.length > 0 ? words.rollbackBlockedPressAll : `${title}?`} onClose={() => setAsking(false)}>
          {blocks.length > 0
            ? <p className={controlStyles['text']}>{common.stepsWouldFail}</p>
            : <p className={controlStyles['text']}>{fill(words.allTrafficGoesBack, { target })}</p>}
          {blocks.length > 0 && <ReadinessList readiness={readiness} only="block" />}
          <Actions>
            <Button look="quiet" autoFocus onPress={() => setAsking(false)}>{common.cancel}</Button>
            <Button look="danger" onPress={() => void press()}>{blocks.length > 0 ? words.rollBackAllSame : title}</Button>
          </Actions>
        </Dialog>
      )}
    </>
  )
}
