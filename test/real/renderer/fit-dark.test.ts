import { fits } from './fit.ts'

fits('dark')
