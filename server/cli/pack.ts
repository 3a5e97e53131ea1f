import { type Command, InvalidArgumentError } from 'commander'

import type { PackageKind, Wishes } from './pack/package.ts'
import { serverUrl } from './pack/server-url.ts'
import { TIZEN } from './pack/tizen.ts'
import { WEBOS } from './pack/webos.ts'
import { writePackage } from './pack/write-package.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'

/** `couchlink pack`: the TV app as an app of a TV's own, which needs no browser. */
export function pack(program: Command): void {
  const group = program.command('pack').description('the TV app as an app for TVs of one maker')
  packOne(group, 'tizen', TIZEN)
  packOne(group, 'webos', WEBOS)
}

function packOne(group: Command, name: string, kind: PackageKind): void {
  group
    .command(name)
    .description(`make a folder with the app for ${kind.sets}`)
    .requiredOption('--server <url>', 'where the TVs reach this server', serverUrl)
    .option('--out <folder>', 'where to put it; must be new or empty', `couchlink-${name}`)
    .option('--id <id>', kind.idRule, idOf(kind), kind.defaultId)
    .option('--name <name>', 'what the TV calls it', appName, 'Couchlink')
    .option('--app-version <x.y.z>', 'higher than the one on the TVs', appVersion, '1.0.0')
    .option(...JSON_OPTION)
    .addHelpText('after', `\nExample: couchlink pack ${name} --server https://tv.example.com`)
    .action((options: Asked & Options) =>
      report(options, () => {
        const { out, appVersion: version, ...wishes } = options
        return writePackage(kind, { ...wishes, version }, out)
      }),
    )
}

interface Options extends Omit<Wishes, 'version'> {
  out: string
  appVersion: string
}

function idOf(kind: PackageKind): (text: string) => string {
  return (text) => {
    if (kind.isId(text)) return text
    throw new InvalidArgumentError(`It is ${kind.idRule}`)
  }
}

function appName(text: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} &.'-]{0,29}$/u.test(text)) return text
  throw new InvalidArgumentError("It has 1 to 30 letters, digits, blanks and & . ' -")
}

/** As Tizen limits it, which is the narrower of the two. */
function appVersion(text: string): string {
  const [, major, minor, patch] = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text) ?? []
  const fits = Number(major) <= 255 && Number(minor) <= 255 && Number(patch) <= 65_535
  if (fits) return text
  throw new InvalidArgumentError(
    'It is three numbers, such as 1.0.0; the first two are at most 255.',
  )
}
