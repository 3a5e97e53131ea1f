import { createRequire } from 'node:module'

interface Statement {
  version_added?: string | boolean | null
  version_removed?: string | boolean | null
  flags?: unknown
  prefix?: string
  alternative_name?: string
}
interface Feature {
  __compat?: { support: { chrome?: Statement | Statement[] } }
  [name: string]: unknown
}
interface CompatData {
  api: Record<string, Feature>
  javascript: { builtins: Record<string, Feature> }
}

/** Where something stands and what it is called: `['Array.prototype', 'flat']`, `['', 'BigInt']`. */
export type Place = readonly [owner: string, name: string]

/**
 * Everything of JavaScript and the web that this version of Chrome does not have, by MDN's compatibility data: globals, and members of
 * globals with their prototypes. What is no property of anything, such as an option of a call, is not among it.
 */
export function newerThanChrome(version: number): Place[] {
  const data = createRequire(import.meta.url)('@mdn/browser-compat-data') as CompatData
  // WebAssembly is told of elsewhere in these data.
  const places: Place[] = [['', 'WebAssembly']]
  const look = (owner: string, features: Record<string, Feature>): void => {
    for (const [key, feature] of Object.entries(features)) {
      if (key === '__compat') continue
      const owned = key.replace(/_static$/, '')
      const isNew = feature.__compat !== undefined && !isIn(feature, version)
      if (isNew) places.push(...placesOf(owner, owned, key))
      // What is inside something that goes, goes with it.
      else if (owner === '' || owner === 'Intl') look(pathOf(owner, owned), children(feature))
    }
  }
  look('', data.javascript.builtins)
  look('', data.api)
  return places
}

/** A member may stand on the thing itself or on its prototype; only one of them has it. */
function placesOf(owner: string, name: string, key: string): Place[] {
  if (owner === '') return [['', name]]
  // A constructor is told of under the name of its class: it cannot be taken without the class.
  if (owner.split('.').pop() === name) return []
  if (key.endsWith('_event')) return [[`${owner}.prototype`, `on${name.slice(0, -6)}`]]
  if (owner === 'Window') return [['', name]]
  if (key.endsWith('_static')) return [[owner, name]]
  return [
    [owner, name],
    [`${owner}.prototype`, name],
  ]
}

function pathOf(owner: string, name: string): string {
  return owner === '' ? name : `${owner}.${name}`
}

function children(feature: Feature): Record<string, Feature> {
  const { __compat: _told, ...others } = feature
  return others as Record<string, Feature>
}

function isIn({ __compat }: Feature, chrome: number): boolean {
  const support = __compat?.support.chrome
  const statements = support === undefined ? [] : [support].flat()
  return statements.some(
    ({ version_added, version_removed, flags, prefix, alternative_name }) =>
      flags === undefined &&
      prefix === undefined &&
      alternative_name === undefined &&
      versionOf(version_added) <= chrome &&
      versionOf(version_removed) > chrome,
  )
}

function versionOf(version: string | boolean | null | undefined): number {
  if (version === true) return 0
  const number = Number.parseInt(String(version).replace('≤', ''), 10)
  return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number
}

/**
 * Takes all of that away from a page, before anything of its own runs. Sent there as text: it may use nothing but what
 * stands in it. `window.stillThere` names what would not go, `window.tookAway` counts what did.
 */
export function takeAway(places: readonly Place[]): void {
  const scope = globalThis as unknown as Record<string, unknown>
  const kept: string[] = []
  let taken = 0
  const find = (path: string): unknown => {
    if (path.startsWith('TypedArray')) {
      const typed = Object.getPrototypeOf(Int8Array) as { prototype: unknown }
      return path === 'TypedArray' ? typed : typed.prototype
    }
    let found: unknown = scope
    for (const step of path.split('.')) {
      const owner = found as Record<string, unknown> | undefined | null
      if (owner === undefined || owner === null) return undefined
      found = Object.getOwnPropertyDescriptor(owner, step)?.value ?? undefined
    }
    return found
  }
  const owners = places.map(([owner, name]) => {
    const object = owner === '' ? scope : find(owner)
    const symbol = /^(?:Symbol\.|@@)(\w+)$/.exec(name)?.[1]
    const known = Symbol as unknown as Record<string, symbol>
    return { object, key: symbol === undefined ? name : (known[symbol] ?? name), owner }
  })
  for (const { object, key, owner } of owners) {
    const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function'
    // Written as of old: what is newer goes while this runs.
    if (!isObject || !Object.getOwnPropertyDescriptor(object, key)) continue
    if (Reflect.deleteProperty(object, key)) taken += 1
    else kept.push(`${owner}.${String(key)}`)
  }
  Object.assign(scope, { stillThere: kept, tookAway: taken })
}
