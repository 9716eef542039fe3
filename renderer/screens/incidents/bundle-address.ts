/** How the address names a bundle among the incidents. */
import { bundleItem } from '../../../shared/bundle.ts'
import { addressOf } from '../../route.ts'

export const bundleAddress = (id: string): string => addressOf('incidents', bundleItem(id))
