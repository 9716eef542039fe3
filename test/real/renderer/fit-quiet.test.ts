import { fits, quiet } from './fit.ts'

fits(quiet)
