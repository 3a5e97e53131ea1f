import { defineConfig } from 'vitest/config'

import { compile } from '../phone-web/texts/compile.ts'
import { compiledTexts } from '../tv-app/texts/build-texts.mjs'
import { reportOfRun } from './support/report.ts'

const conditions = ['source', 'node']

/** One project per kind of promise; each test runs against real parts, so only the pictures are slow. */
export default defineConfig({
  cacheDir: '../node_modules/.vite',
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // As the TV app's own build does.
  plugins: [compiledTexts(compile)],
  test: {
    root: new URL('.', import.meta.url).pathname,
    reporters: ['default', './support/report.ts', './support/closing-line.ts'],
    provide: { report: reportOfRun(process.pid) },
    // A busy machine takes its time over a process. Whoever waits for something that is set to a minute still fails.
    testTimeout: 50_000,
    // A poll waits for something that happens; how long it takes is no promise of any test.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 50_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['{contract,docs,server,tv-app,phone-web}/**/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'story', include: ['story/**/*.test.ts'] } },
      { extends: true, test: { name: 'refusals', include: ['refusals/**/*.test.ts'] } },
      {
        extends: true,
        // Some are shown by a real browser alone.
        test: {
          name: 'attacks',
          include: ['attacks/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // Thousands of sequences; `npm run test:long` plays a hundred thousand.
        test: {
          name: 'model',
          include: ['{model,relay}/**/*.test.ts'],
          testTimeout: 6_000_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'pictures',
          include: ['pictures/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          // Each opens browsers, so they come after all others, one file at a time.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Reads what became of all others, so it comes last.
        test: {
          name: 'seeds',
          include: ['seeds/**/*.test.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
