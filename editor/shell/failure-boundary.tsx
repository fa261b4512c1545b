import { Component, type ReactNode } from "react";
import { perform } from "../actions/perform.ts";
import { Button } from "../ui/button.tsx";

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly failure: Error | null;
}

/** Stands in for a page that could not be drawn: what was typed is still there and can be saved. */
export class FailureBoundary extends Component<Props, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(failure: Error): State {
    return { failure };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <main className="flex h-full flex-col items-center justify-center gap-3 p-8 text-center">
        <h1 className="text-lg font-semibold">The page could not be drawn</h1>
        <p className="max-w-xl text-muted">
          This is a mistake of ours ({failure.message}). Your changes are still here: save them, then load the page
          again.
        </p>
        <div className="flex gap-2">
          <Button kind="primary" onClick={() => perform("save")}>
            Save
          </Button>
          <Button onClick={() => this.setState({ failure: null })}>Try again</Button>
          <Button onClick={() => location.reload()}>Load again</Button>
        </div>
      </main>
    );
  }
}
