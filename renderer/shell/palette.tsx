/** Ctrl K: screens, incidents and safe actions. Nothing here acts on production. */
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField, useFilter } from 'react-aria-components'
import { useMayAct } from '../act.tsx'
import { controlStyles } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { go, screens } from '../route.ts'
import { useView } from '../store.ts'
import { applyTheme, themes } from '../theme/theme.ts'
import styles from './palette.module.css'

type Command = { readonly id: string; readonly title: string; readonly hint: string; readonly icon: IconName; readonly run: () => void }

export function Palette({ onClose, onHelp, onShare }: { readonly onClose: () => void; readonly onHelp: () => void; readonly onShare: () => void }) {
  const { contains } = useFilter({ sensitivity: 'base' })
  const mayAct = useMayAct()
  const incidents = useView((view) => view.state?.incidents)
  const commands: readonly Command[] = [
    ...screens.map(({ id, title, key }): Command => ({ id: `go-${id}`, title: `Go to ${title}`, hint: `g ${key}`, icon: 'right', run: () => go(id) })),
    ...(incidents ?? []).slice(0, 20).map((incident): Command => ({ id: `incident-${incident.id}`, title: incident.title, hint: `${incident.severity} incident`, icon: 'siren', run: () => go('incidents', incident.id) })),
    { id: 'new-incident', title: 'Open an incident…', hint: 'asks for title and severity', icon: 'plus', run: () => go('incidents', 'new') },
    ...(mayAct ? [{ id: 'share-wall', title: 'Share the war room…', hint: 'a link with an end', icon: 'screen', run: onShare } as const] : []),
    ...themes.map((theme): Command => ({ id: `theme-${theme}`, title: `Theme: ${theme}`, hint: 'this window', icon: 'contrast', run: () => applyTheme(theme) })),
    { id: 'help', title: 'Keyboard shortcuts', hint: '?', icon: 'help', run: onHelp },
  ]
  return (
    <ModalOverlay className={cx(controlStyles['shade'])} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={cx(styles['modal'])}>
        <Dialog aria-label="Find a screen or an action">
          <Autocomplete filter={contains}>
            <SearchField aria-label="Find" autoFocus className={cx(styles['field'])}>
              <Icon name="search" />
              <Input className={cx(styles['input'])} placeholder="Screen, incident or action" />
            </SearchField>
            <Menu
              className={cx(styles['list'])} aria-label="Found" items={commands} renderEmptyState={() => <div className={styles['none']}>Nothing by that name</div>}
              onAction={(key) => {
                onClose()
                commands.find((command) => command.id === key)?.run()
              }}
            >
              {(command) => (
                <MenuItem id={command.id} textValue={command.title} className={cx(styles['item'])}>
                  <Icon name={command.icon} />
                  {command.title}
                  <span className={styles['hint']}>{command.hint}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
