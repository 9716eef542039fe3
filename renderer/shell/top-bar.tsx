/** What holds on every screen: who serves, who decides, whether it is recorded, and the way back. */
import { useState } from 'react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { automations, type Automation } from '../../shared/journal.ts'
import { useMayAct } from '../act.tsx'
import { Boundary } from '../parts/boundary.tsx'
import { controlStyles } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { ageText, countText, percentText } from '../parts/format.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { EnvironmentName, Mark } from '../parts/mark.tsx'
import { SplitBar } from '../parts/split-bar.tsx'
import { automationWords } from '../words/states.ts'
import { applyClock, otherClock, useClock } from '../parts/zone.ts'
import { useReplaying, useUnknown, useView } from '../store.ts'
import { useTick } from '../ticker.ts'
import { applyTheme, readTheme, themes, type Theme } from '../theme/theme.ts'
import { AutomationDialog } from './automation-dialog.tsx'
import { NameDialog } from './name-dialog.tsx'
import { OnDuty } from './on-duty.tsx'
import { Presence } from './presence.tsx'
import { Readiness, RollbackButton } from './rollback-button.tsx'
import { common } from '../words/common.ts'
import { topBar as words } from '../words/shell.ts'
import styles from './top-bar.module.css'

function Brand() {
  const title = useView((view) => view.opened?.plan.title ?? view.state?.plan?.title)
  return (
    <div className={styles['brand']}>
      <svg width="24" height="24" viewBox="0 0 32 32" fill="none" stroke="currentColor" strokeWidth="3.2" strokeLinecap="round" aria-hidden="true">
        <circle cx="16" cy="16" r="12.5" opacity="0.25" />
        <path d="M16 3.5A12.5 12.5 0 0 1 28.5 16" />
        <path d="M16 9.5V16l4.5 3" strokeLinejoin="round" />
      </svg>
      <div>
        <div className={styles['product']}>{words.fifteen}</div>
        <div className={styles['deployment']} title={title}>{title ?? words.noPlanYet}</div>
      </div>
    </div>
  )
}

function Traffic() {
  const share = useView((view) => view.frame?.routing?.share ?? view.frame?.share)
  return (
    <div className={cx(styles['cell'], styles['traffic'])} data-figure>
      <span className={styles['split']}>
        {(['blue', 'green'] as const).map((environment) => (
          <span key={environment}><EnvironmentName of={environment} size={10} /> {share ? percentText(share[environment], 0) : '—'}</span>
        ))}
      </span>
      <SplitBar share={share} />
    </div>
  )
}

function AutomationMenu() {
  const mode = useView((view) => view.state?.automation)
  const mayAct = useMayAct()
  const [chosen, setChosen] = useState<Automation>()
  const value = mode === undefined ? common.notKnown : automationWords[mode].title
  return (
    <>
      <MenuTrigger>
        <AriaButton className={cx(styles['cell'])}>
          <span className={styles['label']}>{words.automation}</span>
          <span className={styles['value']}>
            {mode !== undefined && mode !== 'automatic' ? <Mark tone="warn" word={value} size={13} /> : value}
            <Icon name="chevron" size={11} />
          </span>
        </AriaButton>
        <Popover className={cx(controlStyles['popover'])}>
          <Menu
            className={cx(controlStyles['menu'])} aria-label={words.automation} selectionMode="single" selectedKeys={mode ? [mode] : []}
            disabledKeys={mayAct ? [] : automations}
            onAction={(key) => setChosen(automations.find((one) => one === key && one !== mode))}
          >
            {automations.map((one) => (
              <MenuItem key={one} id={one} textValue={one} className={cx(controlStyles['item'])}>
                {automationWords[one].title}{mayAct ? '' : ' · viewer'}
                <span className={controlStyles['itemDetail']}>{automationWords[one].detail}</span>
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {chosen && <AutomationDialog mode={chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

function Phase() {
  const phase = useView((view) => view.state?.phase)
  const title = useView((view) => view.opened?.plan.phases.find((one) => one.id === view.state?.phase)?.title)
  const hold = useView((view) => view.state?.hold)
  return (
    <div className={cx(styles['cell'], styles['phase'])}>
      <span className={styles['label']}>{words.phase}</span>
      <span className={styles['value']} title={hold ? words.held(title ?? '', hold.text) : title}>{hold && <Mark tone="bad" word="held" size={13} />}<span>{phase === undefined ? common.notKnown : phase === null ? common.noPhaseRuns : (title ?? phase)}</span></span>
    </div>
  )
}

function Journal() {
  const unknown = useUnknown()
  const replaying = useReplaying()
  const journal = useView((view) => view.frame?.watcher?.journal)
  return (
    // Where room is short it gives its place while there is nothing to do about it.
    <div className={cx(styles['cell'], styles['journal'])} data-well={journal === 'durable' || (replaying && journal === undefined)}>
      <span className={styles['label']}>{words.journal}</span>
      <span className={styles['value']}>
        {journal === undefined && <Mark tone="unsure" word={unknown} size={13} />}
        {journal === 'durable' && <Mark tone="calm" word="durable" size={13} />}
        {typeof journal === 'object' && <Mark tone="bad" word={words.unwritten(countText(journal.buffered, 'entry', 'entries'))} title={journal.error} size={13} />}
      </span>
    </div>
  )
}

function Link() {
  const connection = useView((view) => view.connection)
  const replaying = useReplaying()
  useTick(1_000)
  return (
    <div className={cx(styles['cell'], styles['connection'])}>
      <span className={styles['label']}>{words.connection}</span>
      <span className={styles['value']}>
        {replaying && <Mark tone="unsure" word="replay" size={13} />}
        {!replaying && connection.status === 'open' && <Mark tone="calm" word="open" size={13} />}
        {connection.status === 'connecting' && <Mark tone="busy" word="connecting" size={13} />}
        {connection.status === 'lost' && <Mark tone="bad" word={words.lost(ageText(performance.now() - connection.since))} size={13} />}
      </span>
    </div>
  )
}

function Person() {
  const me = useView((view) => view.me)
  const [open, setOpen] = useState(false)
  return (
    <>
      <AriaButton className={cx(styles['cell'])} onPress={() => setOpen(true)} isDisabled={me === undefined}>
        <span className={styles['label']}>{me?.role ?? words.you}</span>
        <span className={styles['value']}><span>{me?.name ?? common.notKnown}</span></span>
      </AriaButton>
      {open && me && <NameDialog present={me.name} onClose={() => setOpen(false)} />}
    </>
  )
}

const themeIcons = { system: 'contrast', dark: 'moon', light: 'sun' } as const satisfies Record<Theme, IconName>

function ThemeMenu() {
  const [theme, setTheme] = useState(readTheme)
  return (
    <MenuTrigger>
      <AriaButton className={cx(styles['tool'])} aria-label={words.theme(theme)}><Icon name={themeIcons[theme]} /></AriaButton>
      <Popover className={cx(controlStyles['popover'])} placement="bottom end">
        <Menu
          className={cx(controlStyles['menu'])} aria-label={words.themeWord} selectionMode="single" selectedKeys={[theme]}
          onAction={(key) => {
            const chosen = themes.find((one) => one === key) ?? 'system'
            applyTheme(chosen)
            setTheme(chosen)
          }}
        >
          {themes.map((one) => <MenuItem key={one} id={one} className={cx(controlStyles['item'])}>{{ system: words.asTheSystem, dark: words.dark, light: words.light }[one]}</MenuItem>)}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function ClockButton() {
  const clock = useClock()
  return (
    <AriaButton className={cx(styles['tool'])} aria-label={clock === 'utc' ? words.timesUtcShowThem : words.timesYourZoneShow} onPress={() => applyClock(otherClock())}>
      {clock === 'utc' ? <span className={styles['utc']}>{words.utc}</span> : <Icon name="clock" />}
    </AriaButton>
  )
}

export function TopBar({ onHelp, onPalette, onShare }: { readonly onHelp: () => void; readonly onPalette: () => void; readonly onShare: () => void }) {
  const mayAct = useMayAct()
  return (
    <header className={styles['bar']}>
      <div className={styles['facts']}>
        <Boundary part={words.theBar} small>
          <Brand />
          <Traffic />
          <AutomationMenu />
          <Phase />
          <OnDuty />
          <Presence />
          <Journal />
          <Link />
          <Person />
          <div className={styles['tools']}>
            <AriaButton className={cx(styles['tool'])} aria-label={words.searchGoCtrlK} onPress={onPalette}><Icon name="search" /></AriaButton>
            {mayAct && <AriaButton className={cx(styles['tool'])} aria-label={words.shareTheWarRoom} onPress={onShare}><Icon name="screen" /></AriaButton>}
            <ClockButton />
            <ThemeMenu />
            <AriaButton className={cx(styles['tool'])} aria-label={words.keyboardShortcuts} onPress={onHelp}><Icon name="help" /></AriaButton>
          </div>
        </Boundary>
      </div>
      <div className={styles['action']}>
        <Boundary part={words.readiness} small><Readiness /></Boundary>
        <RollbackButton />
      </div>
    </header>
  )
}
