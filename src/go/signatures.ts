import { collections } from './signatures/collections.js';
import { concurrency } from './signatures/concurrency.js';
import { system } from './signatures/system.js';
import { testing } from './signatures/testing.js';
import { text } from './signatures/text.js';
import { web } from './signatures/web.js';

/**
 * Exported declarations of packages whose source may not be at hand, as of Go 1.26: what the phases behind need and what people assign the results
 * of. Import path → declarations, one a line, indented lines continuing the one before:
 *
 *     type Name[params] underlying     a struct with its exported fields; `@T` embeds
 *         Method(types) results; …     methods of the type and of its pointer, promoted ones too
 *     func Name[params](types) results
 *     var Name type
 *     const Name, Name type
 *
 * Names of other packages are written with the whole import path: `net/url.URL`.
 */
export const SIGNATURES: ReadonlyMap<string, string> = new Map(
  [concurrency, collections, text, system, web, testing].flatMap((group) => Object.entries(group)),
);
