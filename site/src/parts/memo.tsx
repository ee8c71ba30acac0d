import { Component, type ComponentType } from "preact";

/** Draws `View` again only when one of its props is another value or object than before. */
export function memo<Props extends object>(View: ComponentType<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const keys = new Set([...Object.keys(this.props), ...Object.keys(next)]) as Set<keyof Props>;
      return [...keys].some((key) => !Object.is(this.props[key], next[key]));
    }

    override render() {
      return <View {...this.props} />;
    }
  };
}
