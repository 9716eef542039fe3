/** Sentences with parts that are more than text: a time that counts on, a name in bold, a link. */
import { createElement, Fragment, type ReactNode } from 'react'

/** The names in braces of a sentence. */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

/** "since {time} by {who}" with what stands for each name; the compiler knows the names. */
export function fill<const S extends string>(sentence: S, parts: Readonly<Record<Names<S>, ReactNode>>): ReactNode {
  const named: Readonly<Record<string, ReactNode>> = parts
  // Every second piece is what stood in braces.
  return createElement(Fragment, undefined, ...sentence.split(/\{(\w+)\}/).map((piece, at) => (at % 2 === 1 ? named[piece] : piece)))
}
