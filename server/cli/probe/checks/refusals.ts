import type { Group } from '../finding.ts'
import { DEVICE_REFUSALS } from './device-refusals.ts'
import { TOKEN_REFUSALS } from './token-refusals.ts'

export const REFUSALS: Group = {
  title: 'What it refuses',
  checks: [...DEVICE_REFUSALS, ...TOKEN_REFUSALS],
}
