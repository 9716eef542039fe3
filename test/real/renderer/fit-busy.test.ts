import { busy, fits } from './fit.ts'

fits(busy)
