/** The reader's choice of theme, kept in the browser; the rest of the page follows by CSS alone. */
export const themes = ['system', 'dark', 'light'] as const
export type Theme = (typeof themes)[number]

const key = 'fifteen.theme'

export function readTheme(): Theme {
  const kept = localStorage.getItem(key)
  return themes.find((theme) => theme === kept) ?? 'system'
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  localStorage.setItem(key, theme)
  dispatchEvent(new Event('fifteen:theme'))
}

/** Calls when the colours changed, by choice or by the system. Returns its stop. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  addEventListener('fifteen:theme', listener)
  return () => {
    system.removeEventListener('change', listener)
    removeEventListener('fifteen:theme', listener)
  }
}

/** Present colours by token name, as a canvas needs them: resolved, not `light-dark()`. */
export function readColours<const Names extends readonly string[]>(names: Names): Readonly<Record<Names[number], string>> {
  // One element a colour: changing one element's colour may be a transition, however short, that is still at its start.
  const probes = names.map((name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    document.body.append(probe)
    return { name, probe }
  })
  const colours = Object.fromEntries(probes.map(({ name, probe }) => [name, getComputedStyle(probe).color])) as Record<Names[number], string>
  for (const { probe } of probes) probe.remove()
  return colours
}
