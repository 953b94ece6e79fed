/// What is run inside the page.
enum PageScripts {
    /// Arguments: the conditions, the limit in milliseconds, the callback. Calls back with the position of the first
    /// condition that holds, with -1 at the limit, or with the text of a selector that is none. Told by the page's own
    /// changes; however many come at once, it looks once.
    static let wait = """
        const [conditions, limit, done] = arguments;
        \(elements)
        const blocks = new Set(('ADDRESS ARTICLE ASIDE BLOCKQUOTE BR CAPTION DD DETAILS DIV DL DT FIELDSET FIGCAPTION ' +
          'FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL OPTION P PRE SECTION SUMMARY TABLE TBODY TD ' +
          'TFOOT TH THEAD TR UL').split(' '));
        const silent = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT']);
        const collect = (node, pieces) => {
          for (const child of node.childNodes) {
            if (child.nodeType === 3) pieces.push(child.data);
            if (child.nodeType !== 1 || silent.has(child.tagName.toUpperCase())) continue;
            collect(child, pieces);
            if (blocks.has(child.tagName.toUpperCase())) pieces.push('\\n');
          }
          return pieces;
        };
        const fold = text => text.replace(/\\s+/g, ' ').toLowerCase();
        const holds = test => {
          const found = test.selector ? elements(test.selector) : [document];
          if (test.text === undefined) return found.length > 0;
          const text = fold(test.text).trim();
          return found.some(node => fold(collect(node, []).join('')).includes(text));
        };
        let isLooking = false;
        const end = answer => { observer.disconnect(); clearTimeout(timer); done(answer); };
        const look = () => {
          isLooking = false;
          try {
            const place = conditions.findIndex(({isNegated, tests}) => tests.some(holds) !== isNegated);
            if (place >= 0) end(place);
          } catch (error) { end(String(error.message || error)); }
        };
        const soon = () => { if (!isLooking) { isLooking = true; setTimeout(look, 0); } };
        const observer = new MutationObserver(soon);
        const timer = setTimeout(() => end(-1), limit);
        observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
        look();
        """

    /// Arguments: the selector, whether the element must be shown. Gives the first such element, null when there is
    /// none, or the text of what is wrong with the selector.
    static let find = """
        const [selector, mustShow] = arguments;
        \(elements)
        const isShown = element => element.getClientRects().length > 0 &&
          getComputedStyle(element).visibility === 'visible';
        try { return elements(selector).find(element => !mustShow || isShown(element)) || null; }
        catch (error) { return String(error.message || error); }
        """

    /// Arguments: an element. For one that lies under another, where a real click would hit that.
    static let click = "arguments[0].click();"

    /// Gives the status of the answer that brought the page, 0 where that is unknown, and whether more of it is to come.
    static let load = """
        const [entry] = performance.getEntriesByType('navigation');
        return {status: entry && entry.responseStatus || 0, isUnderWay: document.readyState === 'loading'};
        """

    private static let elements = """
        const elements = ({language, text}) => {
          if (language === 'css') return Array.from(document.querySelectorAll(text));
          const result = document.evaluate(text, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
          return Array.from({length: result.snapshotLength}, (_, place) => result.snapshotItem(place))
            .filter(node => node.nodeType === 1);
        };
        """
}
