import { readFileSync } from 'node:fs'

import { type Config, ConfigSchema, type Fault, parseConfig } from './config.ts'
import { contradictions } from './config-contradictions.ts'
import { OperatorFault } from './errors.ts'

/** A fault in what the operator set; the process ends with it. */
export class ConfigFault extends OperatorFault {
  override name = 'ConfigFault'
  /** What is wrong with which setting; none where a source could not be read at all. */
  readonly faults: readonly Fault[]

  constructor(message: string, faults: readonly Fault[] = []) {
    super(message)
    this.faults = faults
  }
}

const SHORT_NAMES: Record<string, string> = {
  PORT: 'port',
  PUBLIC_URL: 'publicUrl',
  DATA_DIR: 'dataDir',
  LOG_LEVEL: 'logLevel',
}

/**
 * Defaults, then the file `CONFIG` (default `config.json`, which may be absent), then the environment: the short names
 * above, and `COUCHLINK_` with every key in capitals, such as `COUCHLINK_LINK_TTL_SECONDS` for `link.ttlSeconds`.
 *
 * @throws ConfigFault when a source cannot be read or a value does not fit
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const path = env['CONFIG'] ?? 'config.json'
  const input = readJson(path, env['CONFIG'] === undefined)
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue
    const key = SHORT_NAMES[name] ?? (name.startsWith('COUCHLINK_') ? keyOf(name) : undefined)
    if (key !== undefined) setKey(input, key.split('.'), value)
  }
  const result = parseConfig(input)
  const faults = result.ok ? contradictions(result.config) : result.faults
  if (result.ok && faults.length === 0) return result.config
  const lines = faults.map(({ path: key, expected }) => `\n  ${key}: ${expected}`)
  throw new ConfigFault(`${path} or the environment does not fit:${lines.join('')}`, faults)
}

function readJson(path: string, mayBeAbsent: boolean): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (mayBeAbsent && (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new ConfigFault(`${path} cannot be read: ${(error as Error).message}`)
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch (error) {
    throw new ConfigFault(`${path} is not JSON: ${(error as Error).message}`)
  }
  throw new ConfigFault(`${path} must hold one JSON object`)
}

/** Every setting as a dotted key; maps and lists are set as a whole, in JSON. */
const KEYS = Object.entries(ConfigSchema.entries).flatMap(([name, entry]) => {
  const wrapped = entry.wrapped
  return wrapped.type === 'strict_object'
    ? Object.keys(wrapped.entries).map((inner) => `${name}.${inner}`)
    : [name]
})

const KEY_OF_VARIABLE = new Map(
  KEYS.map((key) => [
    `COUCHLINK_${key.replaceAll('.', '_').replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`,
    key,
  ]),
)

function keyOf(variable: string): string {
  const key = KEY_OF_VARIABLE.get(variable)
  if (key !== undefined) return key
  throw new ConfigFault(`${variable} is not a setting. Settings are:\n  ${KEYS.join('\n  ')}`)
}

function setKey(target: Record<string, unknown>, path: string[], text: string): void {
  const [first = '', second] = path
  if (second === undefined) {
    target[first] = settingOf(text)
    return
  }
  const inner = target[first]
  target[first] = { ...(typeof inner === 'object' ? inner : {}), [second]: settingOf(text) }
}

/** Numbers, lists and objects are written as JSON; everything else is text as it stands. */
function settingOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
