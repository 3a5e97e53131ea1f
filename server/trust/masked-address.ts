import { isIP } from 'node:net'

import { isLoopback } from './network.ts'

/**
 * An address as it may be shown to somebody else: enough to tell one's own network from a stranger's, too little to
 * find a household by. `192.0.2.7` becomes `192.0.2.…`, an IPv6 address keeps its first three groups; loopback tells
 * nothing and stays.
 *
 * @param address an IP address as sockets and proxies write it; anything else becomes `…`
 */
export function maskedAddress(address: string): string {
  const [bare = ''] = address.split('%')
  const plain = /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare) ? bare.slice(7) : bare
  if (isLoopback(plain)) return plain
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 3).join('.')}.${HIDDEN}`
  return isIP(plain) === 6 ? `${firstThree(plain)}:${HIDDEN}` : HIDDEN
}

const HIDDEN = '…'

/** What stands before `::` counts from the left; the groups it leaves out are zeros, and it leaves out at least one. */
function firstThree(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  // An IPv4 address at the end stands for two groups.
  const length = left.length + right.length + (address.includes('.') ? 1 : 0)
  const zeros = Array<string>(tail === undefined ? 0 : 8 - length).fill('0')
  return [...left, ...zeros, ...right]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
