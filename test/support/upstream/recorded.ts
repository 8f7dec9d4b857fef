import { readFileSync } from 'node:fs'

/** The Nova releases whose answers are kept: Victoria, Zed and 2025.1. */
export const RECORDED_RELEASES = ['nova-22', 'nova-26', 'nova-31'] as const
export type RecordedRelease = (typeof RECORDED_RELEASES)[number]

/** A body as a real service sent it. */
export function recorded(service: 'nova' | 'keystone' | 'placement', release: RecordedRelease, name: string): unknown {
  const path = new URL(`../../fixtures/${service}/${release}/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as unknown
}
