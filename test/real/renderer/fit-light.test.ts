import { fits } from './fit.ts'

fits('light')
