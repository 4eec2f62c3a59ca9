package finegrain.trainer.report;

/** How a page looks on wide, narrow and dark screens and on paper. */
final class PageStyle {
  /** Has no characters that are markup in XML. */
  static final String CSS =
      """
      :root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --rule: #d8dee4;
        --faint: #eceff2; --soft: #f6f8fa; --paper: #ffffff; --link: #0072b2; }
      @media screen and (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --quiet: #9aa4ae; --rule: #333b44;
          --faint: #21272e; --soft: #161b22; --paper: #0d1117; --link: #4aa8e0; }
      }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
        sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
      main { max-width: 760px; margin: 0 auto; padding: 64px 20px 80px; overflow-wrap: break-word; }
      h1 { margin: 0; font-size: clamp(1.25rem, 1.1rem + 0.8vw, 1.5rem); line-height: 1.35;
        font-weight: 650; letter-spacing: -0.012em; text-wrap: pretty; }
      .subject { margin: 16px 0 0; color: var(--quiet); }
      section { margin-top: 56px; }
      h2 { margin: 0 0 16px; font-size: 1.2rem; line-height: 1.3; font-weight: 650; }
      p { margin: 0 0 12px; }
      a { color: var(--link); text-underline-offset: 2px; }
      figure { margin: 0; }
      svg { width: 100%; height: auto; }
      svg.wide-page { display: block; }
      svg.narrow-page { display: none; }
      figcaption { margin-top: 14px; color: var(--quiet); font-size: 0.9375rem; line-height: 1.5; }
      figcaption:first-child { margin: 0 0 12px; }
      figcaption a { white-space: nowrap; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; line-height: 1.4;
        font-variant-numeric: tabular-nums; }
      th, td { padding: 7px 0 7px 20px; text-align: left; vertical-align: baseline;
        border-bottom: 1px solid var(--faint); }
      th:first-child { padding-left: 0; }
      thead th { color: var(--quiet); font-weight: 500; border-bottom-color: var(--rule);
        vertical-align: bottom; }
      tbody th { font-weight: 500; }
      .number { text-align: right; }
      td.number { white-space: nowrap; }
      dl { margin: 0; font-size: 0.9375rem; line-height: 1.5; }
      dl div { display: grid; grid-template-columns: 13rem 1fr; gap: 4px 20px; padding: 6px 0;
        border-bottom: 1px solid var(--faint); }
      dt { color: var(--quiet); }
      dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
      pre { margin: 0 0 12px; padding: 12px 16px; background: var(--soft); border-radius: 6px;
        white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875rem; line-height: 1.5; }
      code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
      @media screen and (max-width: 639px) {
        main { padding: 32px 16px 48px; }
        section { margin-top: 44px; }
        svg.wide-page { display: none; }
        svg.narrow-page { display: block; }
        th, td { padding-left: 14px; }
        dl div { grid-template-columns: 1fr; gap: 0; }
      }
      @media print {
        body { font-size: 10.5pt; }
        main { max-width: none; padding: 0; }
        section { margin-top: 24pt; }
        h1, h2, figure, tr, dl div { break-inside: avoid; }
        h1, h2, thead { break-after: avoid; }
        .wide { overflow: visible; }
        pre { border: 1px solid var(--rule); }
        figcaption a { display: none; }
      }
      """;

  private PageStyle() {}
}
