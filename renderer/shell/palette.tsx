/** Ctrl K: what it finds is in palette-commands.ts; here it is typed, ranked and chosen. Nothing here acts on production. */
import { useState } from 'react'
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from 'react-aria-components'
import { controlStyles } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { Icon } from '../parts/icon.tsx'
import { ranked } from './fuzzy.ts'
import type { Command } from './palette-commands.ts'
import { palette as words } from '../words/shell.ts'
import styles from './palette.module.css'
import { noteRecent, readRecent, recentFirst } from './recent.ts'

export function Palette({ commands, onClose }: { readonly commands: readonly Command[]; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [recent] = useState(readRecent)
  const found = ranked(typed, recentFirst(commands, recent))
  return (
    <ModalOverlay className={cx(controlStyles['shade'])} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={cx(styles['modal'])}>
        <Dialog aria-label={words.findScreenAction}>
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField aria-label={words.find} autoFocus className={cx(styles['field'])}>
              <Icon name="search" />
              <Input className={cx(styles['input'])} placeholder={words.screenIncidentRunHelp} />
            </SearchField>
            <Menu
              className={cx(styles['list'])} aria-label={words.found} items={found} renderEmptyState={() => <div className={styles['none']}>{words.nothingNameEntriesRecord}</div>}
              onAction={(key) => {
                onClose()
                const chosen = commands.find((command) => command.id === key)
                if (chosen === undefined) return
                noteRecent(chosen.id)
                chosen.run()
              }}
            >
              {(command) => (
                <MenuItem id={command.id} textValue={command.title} className={cx(styles['item'])}>
                  <Icon name={command.icon} />
                  {command.title}
                  <span className={styles['hint']}>{typed === '' && recent.includes(command.id) ? 'recent · ' : ''}{command.hint}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
