import { p256 } from '../client/p256.ts'
import { ours } from './global.ts'

ours().p256 = p256
