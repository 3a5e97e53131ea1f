import { type Problem, problem } from './outcome.ts'
import { printable } from './table.ts'

export function noSuchAccount(username: string): Problem {
  return problem('missing', `There is no account ${printable(username)}.`)
}

export function noSuchDevice(deviceId: string): Problem {
  return problem('missing', `There is no device ${printable(deviceId)}.`)
}
