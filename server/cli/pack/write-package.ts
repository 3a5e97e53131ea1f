import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { OperatorFault } from '../../errors.ts'
import { done, type Outcome, problem } from '../outcome.ts'
import type { PackageKind, Wishes } from './package.ts'
import { packagePage } from './page.ts'
import { noteOn } from './server-url.ts'

/** What is of use only where a server or a developer is. */
const LEFT_OUT = /^(emulator|media)$|^inspector\.js$|\.(br|gz|map|md)$|^index\.html$/

/** Puts the built TV app into a folder as this maker's tools want it. Nothing that is there already is touched. */
export async function writePackage(
  kind: PackageKind,
  wishes: Wishes,
  folder: string,
): Promise<Outcome> {
  const target = resolve(folder)
  if (!(await isFree(target))) {
    return problem('refused', `${folder} is there and not empty. Choose another with --out.`)
  }
  // All of it or nothing: a folder that is there can be relied on.
  const making = `${target}.${randomBytes(4).toString('hex')}`
  await mkdir(making, { recursive: true })
  try {
    await fill(making, kind, wishes)
    await rmdir(target).catch(() => {})
    await rename(making, target)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  const { server, id, name, version } = wishes
  const next = kind.next(wishes, folder).map((line) => `    ${line}`)
  return done(
    { folder: target, server: server.href, id, name, version },
    [
      `An app for ${kind.sets} that belongs to ${server.href} lies in ${folder}. Next:`,
      ...next,
    ].join('\n'),
    noteOn(server),
  )
}

async function fill(folder: string, kind: PackageKind, wishes: Wishes): Promise<void> {
  const app = join(ROOT, 'dist', 'tv-app')
  const page = await readFile(join(app, 'index.html'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new OperatorFault(`${app} is missing. Build the apps first: npm run build`)
  })
  await writeFile(
    join(folder, 'index.html'),
    packagePage(page, { ...wishes, scripts: kind.scripts }),
  )
  const filter = (path: string) => path === app || !LEFT_OUT.test(basename(path))
  await cp(app, folder, { recursive: true, filter })
  await cp(join(ROOT, 'tv-app', 'package', kind.icons), folder, { recursive: true })
  const { file, text } = kind.manifest(wishes)
  await writeFile(join(folder, file), text)
}

async function isFree(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return true
    if (code === 'ENOTDIR') return false
    throw error
  }
}

/** Of the repository, whether this runs from `server/` or from `dist/server/`. */
const ROOT = rootAbove(fileURLToPath(new URL('../../..', import.meta.url)))

function rootAbove(folder: string): string {
  return basename(folder) === 'dist' ? dirname(folder) : folder
}
