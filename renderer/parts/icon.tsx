/** Line icons on a 16 px grid, drawn here so that nothing is fetched. Decorative: a word stands beside each. */
const paths = {
  activity: 'M1.5 8h3l2-5.5 3.2 11L11.5 8h3',
  back: 'M6 3.5 2.5 7 6 10.5M2.5 7h7a4 4 0 0 1 0 8H7',
  ramp: 'M1.5 13.5h4v-3.5h4V6.5h4V2.5M10.8 5.2l2.7-2.7 1.5 1.5',
  list: 'M2 4l1 1 1.7-2M2 8.5l1 1 1.7-2M2 13l1 1 1.7-2M7.5 4h6.5M7.5 8.5h6.5M7.5 13h6.5',
  siren: 'M3.5 12.5v-4a4.5 4.5 0 0 1 9 0v4M2 12.5h12v2H2zM8 1v1M2.6 3.1l.8.8M13.4 3.1l-.8.8',
  gauge: 'M2.6 12.5a6.2 6.2 0 1 1 10.8 0zM8 9.5l3-3.4M4.3 9h.2M8 5.2v.2M11.6 9h.2',
  file: 'M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5M6 8.5h4.5M6 11.3h4.5',
  screen: 'M1.5 2.5h13v9h-13zM5.5 14.5h5M8 11.5v3',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.6-3 2.8-4.2 5.5-4.2s4.9 1.2 5.5 4.2',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.6A6 6 0 1 1 6.4 2.5a4.8 4.8 0 0 0 7.1 7.1z',
  contrast: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 1.5v13M8 5h4.8M8 8h6.4M8 11h4.8',
  help: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6 6.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1v.4M8 11.6v.2',
  check: 'M3 8.5l3.3 3.3L13 4.8',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  chevron: 'M4 6l4 4 4-4',
  right: 'M6 3.5 10.5 8 6 12.5',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8 14.5 14.5',
  link: 'M6.5 9.5l3-3M7 4.5 8.7 2.8a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.7 1.7a3.2 3.2 0 0 1-4.5-4.5L4.5 7',
  lock: 'M3.5 7h9v7.5h-9zM5.3 7V4.7a2.7 2.7 0 0 1 5.4 0V7',
  flask: 'M6 1.5h4M6.7 1.5v4.3L2.8 13a1 1 0 0 0 .9 1.5h8.6a1 1 0 0 0 .9-1.5L9.3 5.8V1.5M4.6 10h6.8',
  book: 'M2 2.5h4.5A1.5 1.5 0 0 1 8 4v10a1.5 1.5 0 0 0-1.5-1H2zM14 2.5H9.5A1.5 1.5 0 0 0 8 4v10a1.5 1.5 0 0 1 1.5-1H14z',
  plug: 'M5.5 1.5v3.5M10.5 1.5v3.5M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5',
  shield: 'M8 1.5l5.5 2v4.3c0 3.3-2.2 5.6-5.5 6.7-3.3-1.1-5.5-3.4-5.5-6.7V3.5z',
  rewind: 'M2.5 3v3.5H6M2.8 6.3a5.8 5.8 0 1 1-.4 3.2M8 5v3.2l2.2 1.4',
  mail: 'M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5',
  note: 'M2.5 2.5h11v8l-3 3h-8zM10.5 13.5v-3h3M5 5.5h6M5 8h4',
  calendar: 'M2 3.5h12v11H2zM2 6.8h12M5 1.5v3.2M11 1.5v3.2M5 9.5h2M9 9.5h2M5 12h2',
  phone: 'M3.6 1.8h2l1.1 3.3-1.6 1.2a8.6 8.6 0 0 0 4.6 4.6l1.2-1.6 3.3 1.1v2a2 2 0 0 1-2.2 2A11.6 11.6 0 0 1 1.6 4a2 2 0 0 1 2-2.2z',
  exchange: 'M1.5 5.5h11M9.5 2.5l3 3-3 3M14.5 11h-11M6.5 8l-3 3 3 3',
  clock: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V8l2.5 1.5',
} as const
export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
