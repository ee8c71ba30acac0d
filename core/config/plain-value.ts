import { type Alias, type Document, isAlias, isMap, isScalar, isSeq } from "yaml";
import { keyName } from "./locate.ts";

/** What a node comes to; `size` counts its keys and values, with every reference written out. */
interface Plain {
  value: unknown;
  size: number;
}

/** A document as a plain value. */
export interface PlainDocument extends Plain {
  /** Of a reference that leads into itself NaN, and then the value is none. */
  size: number;
  /** The node that each reference (`*`) leads to. */
  targets: ReadonlyMap<Alias, unknown>;
}

/**
 * Reads a document whose keys are all plain text. What is referred to is read once, however often
 * that is; the library's own reading seeks each reference in the whole document.
 */
export function plainDocument({ contents }: Document): PlainDocument {
  const targets = new Map<Alias, unknown>();
  const marked = new Map<string, Plain & { node: unknown }>();

  function plainOf(node: unknown): Plain {
    if (isAlias(node)) {
      const mark = marked.get(node.source);
      if (mark) targets.set(node, mark.node);
      return mark ?? { value: null, size: 1 };
    }
    const anchor = (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor;
    // Until it is read, only what lies in it can refer to it.
    if (anchor) marked.set(anchor, { node, value: null, size: Number.NaN });
    const plain = contentOf(node);
    if (anchor) marked.set(anchor, { node, ...plain });
    return plain;
  }

  function contentOf(node: unknown): Plain {
    if (isSeq(node)) {
      const items = node.items.map(plainOf);
      return { value: items.map(({ value }) => value), size: 1 + sizeOf(items) };
    }
    if (!isMap(node)) return { value: isScalar(node) ? node.value : null, size: 1 };
    const entries = node.items.map(({ key, value }) => {
      plainOf(key);
      return { name: keyName(key) ?? "", plain: plainOf(value) };
    });
    const plains = entries.map(({ plain }) => plain);
    return {
      value: Object.fromEntries(entries.map(({ name, plain }) => [name, plain.value])),
      size: 1 + entries.length + sizeOf(plains),
    };
  }

  return { ...plainOf(contents), targets };
}

function sizeOf(plains: readonly Plain[]): number {
  return plains.reduce((sum, { size }) => sum + size, 0);
}
