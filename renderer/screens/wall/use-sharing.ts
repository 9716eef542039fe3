/** Links to the war room and who looks through them; asked again every two seconds. */
import type { WallSharing } from '../../../shared/contract.ts'
import { useAskedAgain, type Ask, type AskedAgain } from '../../asked.ts'

const every = 2_000
const askSharing: Ask<WallSharing> = (client, signal) => client.wall.sharing(undefined, { signal })

export const useSharing = (): AskedAgain<WallSharing> => useAskedAgain(askSharing, every, true)
