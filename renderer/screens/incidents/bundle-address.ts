/** How the address names a bundle among the incidents. */
import { addressOf } from '../../route.ts'

const prefix = 'bundle:'
export const bundleAddress = (id: string): string => addressOf('incidents', `${prefix}${id}`)
export const bundleItem = (id: string): string => `${prefix}${id}`
export const bundleIn = (item: string | undefined): string | undefined => (item?.startsWith(prefix) === true ? item.slice(prefix.length) : undefined)
