/** Grey lines where text will stand. */
export function SkeletonLines({ count }: { count: number }) {
  return (
    <div class="skeleton-lines" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <span key={index} class="skeleton skeleton-line" />
      ))}
    </div>
  );
}

/** A node with pools, before anything is known. */
export function SkeletonNode() {
  return (
    <div class="node" aria-hidden="true">
      <div class="node-header">
        <span class="skeleton skeleton-name" />
      </div>
      <SkeletonLines count={3} />
    </div>
  );
}
