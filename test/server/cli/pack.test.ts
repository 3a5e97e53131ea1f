import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { packagePage } from '../../../server/cli/pack/page.ts'
import { saidByInstalledCommand } from '../../support/consumer.ts'
import { temporaryFolder } from '../../support/server.ts'
import { couchlink, couchlinkHere, couchlinkJson } from './command.ts'

const SERVER = 'https://tv.example.com'

interface Packed {
  folder: string
  server: string
  id: string
  name: string
  version: string
}

/** Packs into a new folder. */
function packed(kind: string, ...more: string[]): Promise<Packed> {
  const out = join(temporaryFolder(), 'app')
  const server = more.includes('--server') ? [] : ['--server', SERVER]
  return couchlinkJson(['pack', kind, ...server, '--out', out, ...more])
}

function read({ folder }: Packed, file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

/** What Python's own parser makes of an XML file; it throws where it is none. */
function xmlValue(file: string, expression: string): string {
  const program = `import sys, xml.etree.ElementTree as e
root = e.parse(sys.argv[1]).getroot()
w, t = '{http://www.w3.org/ns/widgets}', '{http://tizen.org/ns/widgets}'
print(${expression})`
  return execFileSync('python3', ['-c', program, file]).toString().trim()
}

describe.each(['tizen', 'webos'])('couchlink pack %s', (kind) => {
  it('makes a folder that runs by itself: classic scripts, no address but the server’s', async () => {
    const app = await packed(kind)
    expect(app).toMatchObject({ server: `${SERVER}/`, name: 'Couchlink', version: '1.0.0' })
    const page = read(app, 'index.html')
    expect(page).toContain(`<meta name="couchlink-server" content="${SERVER}/" />`)
    const sources = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source ?? '')
    expect(sources).toEqual(expect.arrayContaining(['identity.js', 'app.js', 'tv.css']))
    expect(sources.filter((source) => /^\/|:/.test(source))).toEqual([])
    expect(page).not.toMatch(/type="module"|rel="preload"/)
    for (const source of sources.filter((one) => !one.startsWith('$')))
      expect(statSync(join(app.folder, source)).isFile(), source).toBe(true)
  })

  it('leaves out what is of use only where a server or a developer is', async () => {
    const { folder } = await packed(kind)
    const files = readdirSync(folder, { recursive: true }).map(String)
    expect(files).toContain(join('fonts', 'inter-latin-500-normal.woff2'))
    expect(files.filter((file) => /emulator|inspector|\.br$|\.gz$|mp4|README/.test(file))).toEqual(
      [],
    )
  })

  it('has a policy of its own: scripts from the package, calls by https, nothing else', async () => {
    const page = read(await packed(kind), 'index.html')
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
    const own = kind === 'tizen' ? "'self' file:" : "'self'"
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "base-uri 'none'",
        `script-src ${own}`,
        "style-src 'self'",
        'connect-src https: wss:',
      ]),
    )
    expect(policy).not.toMatch(/unsafe|\*|http:(?!s)/)
    // The policy counts only for what stands after it.
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<link'))
  })

  it('calls a server at home by http when it is told to, and says what that means', async () => {
    const out = join(temporaryFolder(), 'app')
    const run = await couchlinkHere([
      'pack',
      kind,
      '--server',
      'http://tv.lan:8080/x',
      '--out',
      out,
    ])
    expect([run.code, run.err]).toEqual([0, expect.stringContaining('docs/https.md')])
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    expect(page).toContain('content="http://tv.lan:8080/x/"')
    expect(page).toContain('connect-src https: http: wss: ws:')
  })

  it('warns of an address that is another one on the TV', async () => {
    const out = join(temporaryFolder(), 'app')
    const run = await couchlinkHere(['pack', kind, '--server', 'http://localhost', '--out', out])
    expect([run.code, run.err]).toEqual([0, expect.stringContaining('the TV itself')])
  })

  it('tells in a few lines what comes next, with the name that the maker’s tool gives', async () => {
    const out = join(temporaryFolder(), 'app')
    const args = ['pack', kind, '--server', SERVER, '--out', out, '--app-version', '2.10.3']
    const run = await couchlink([...args, '--name', 'Sofa TV'])
    expect([run.code, run.err]).toEqual([0, ''])
    expect(run.out.trimEnd().split('\n').length).toBeLessThanOrEqual(6)
    expect(run.out).toContain(out)
    expect(run.out).toMatch(
      kind === 'tizen' ? /tizen package .*\n.*"Sofa TV\.wgt"/ : /ares-package/,
    )
    if (kind === 'webos') expect(run.out).toContain('local.couchlink.tv_2.10.3_all.ipk')
  })

  it('touches nothing that is there already, and takes an empty folder', async () => {
    const folder = temporaryFolder()
    const [full, empty, file] = ['full', 'empty', 'file'].map((name) => join(folder, name))
    mkdirSync(full!)
    mkdirSync(empty!)
    writeFileSync(join(full!, 'thesis.txt'), 'x')
    writeFileSync(file!, 'x')
    for (const out of [full!, file!]) {
      const run = await couchlinkHere(['pack', kind, '--server', SERVER, '--out', out])
      expect([run.code, run.out]).toEqual([4, ''])
      expect(run.err).toContain('--out')
    }
    const run = await couchlinkHere(['pack', kind, '--server', SERVER, '--out', empty!])
    expect(run.code).toBe(0)
    expect(readdirSync(full!)).toEqual(['thesis.txt'])
    expect(readdirSync(folder).sort()).toEqual(['empty', 'file', 'full'])
  })

  it.each([
    ['no server', []],
    ['a server that is no URL', ['--server', 'tv.example.com']],
    ['a server by another scheme', ['--server', 'ftp://tv.example.com']],
    ['a public server by http', ['--server', 'http://tv.example.com']],
    ['a server with a password', ['--server', 'https://a:b@tv.example.com']],
    ['a server with a fragment', ['--server', 'https://tv.example.com/#x']],
    ['a name with a tag in it', ['--server', SERVER, '--name', '<b>TV</b>']],
    ['a name of 31 letters', ['--server', SERVER, '--name', 'T'.repeat(31)]],
    ['a version of two numbers', ['--server', SERVER, '--app-version', '1.0']],
    ['a version beyond what fits', ['--server', SERVER, '--app-version', '256.0.0']],
    ['an id of nobody', ['--server', SERVER, '--id', 'tv']],
    ['an id with a path', ['--server', SERVER, '--id', '../../../etc']],
    ['LG’s own id', ['--server', SERVER, '--id', 'com.webos.app']],
  ])('refuses %s', async (_what, args) => {
    const out = join(temporaryFolder(), 'app')
    const run = await couchlinkHere(['pack', kind, '--out', out, ...args])
    expect([run.code, run.out]).toEqual([2, ''])
    expect(run.err).toContain('--help')
  })
})

describe('a package for Samsung TVs', () => {
  it('has a config.xml with the id, the name and the privileges that the app uses', async () => {
    const app = await packed('tizen', '--name', "Dora's & Bo's", '--id', 'AbCdEfGhI1.Sofa')
    const file = join(app.folder, 'config.xml')
    const application = "root.find(t + 'application').get"
    expect(xmlValue(file, `${application}('id')`)).toBe('AbCdEfGhI1.Sofa')
    expect(xmlValue(file, `${application}('package')`)).toBe('AbCdEfGhI1')
    expect(xmlValue(file, `${application}('required_version')`)).toBe('4.0')
    expect(xmlValue(file, "root.get('version')")).toBe('1.0.0')
    expect(xmlValue(file, "root.find(w + 'name').text")).toBe("Dora's & Bo's")
    expect(xmlValue(file, "root.find(w + 'content').get('src')")).toBe('index.html')
    const privileges = "sorted(p.get('name').split('/')[-1] for p in root.iter(t + 'privilege'))"
    expect(xmlValue(file, privileges)).toBe("['internet', 'productinfo', 'tv.inputdevice']")
    expect(read(app, 'index.html')).toContain("<title>Dora's &amp; Bo's</title>")
  })

  it('loads Samsung’s own script before ours', async () => {
    const page = read(await packed('tizen'), 'index.html')
    expect(page.indexOf('$WEBAPIS/webapis/webapis.js')).toBeGreaterThan(0)
    expect(page.indexOf('$WEBAPIS')).toBeLessThan(page.indexOf('identity.js'))
  })

  it('has an icon of the size that Samsung asks for', async () => {
    const { folder } = await packed('tizen')
    const { width, height } = PNG.sync.read(readFileSync(join(folder, 'icon.png')))
    expect([width, height]).toEqual([512, 423])
  })
})

describe('a package for LG TVs', () => {
  it('has an appinfo.json by which Back is ours', async () => {
    const app = await packed('webos', '--id', 'com.example.tv', '--name', 'Sofa')
    expect(JSON.parse(read(app, 'appinfo.json'))).toMatchObject({
      id: 'com.example.tv',
      title: 'Sofa',
      version: '1.0.0',
      type: 'web',
      main: 'index.html',
      resolution: '1920x1080',
      disableBackHistoryAPI: true,
      // LG looks for it nowhere else.
      accessibility: { supportsAudioGuidance: true },
    })
  })

  it('has icons of the sizes that LG asks for, under the names it is told', async () => {
    const app = await packed('webos')
    const { icon, largeIcon } = JSON.parse(read(app, 'appinfo.json'))
    const sizes = [icon, largeIcon].map((name: string) => {
      const { width, height } = PNG.sync.read(readFileSync(join(app.folder, name)))
      return [width, height]
    })
    expect(sizes).toEqual([
      [80, 80],
      [130, 130],
    ])
  })
})

describe('couchlink pack of an installed package', () => {
  it('has all with it that an app is made of', () => {
    const out = join(temporaryFolder(), 'app')
    saidByInstalledCommand('pack', 'webos', '--server', SERVER, '--out', out)
    const files = ['appinfo.json', 'icon.png', 'index.html', 'app.js']
    expect(readdirSync(out)).toEqual(expect.arrayContaining(files))
  }, 60_000)
})

describe('a page that could not run from a disk', () => {
  const wishes = { server: new URL(`${SERVER}/`), name: 'TV', scripts: [] }
  it.each([
    ['a path from the root', '<script src="/app.js"></script>'],
    ['another host', '<link href="https://fonts.example/x.css" />'],
    ['a module', '<script type="module" src="app.js"></script>'],
    ['a script in the page', '<script>alert(1)</script>'],
  ])('is not packed: %s', (_what, html) => {
    expect(() => packagePage(html, wishes)).toThrow(/TV app's page/)
  })
})
