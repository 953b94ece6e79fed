extension PortalScript {
    /// An order: its head at once, the fields of the second tab when it is opened.
    static let order = #"""
        let asked = 0;

        // Asks for something and puts it in its place, unless something else was asked for meanwhile.
        async function fill(place, path, draw) {
          asked += 1;
          const mine = asked;
          place.replaceChildren(spin());
          try {
            const { status, data } = await call(path);
            if (mine !== asked) return;
            if (status === 401) return loggedOut();
            place.replaceChildren(status === 404 ? empty(data.erro) : draw(data));
          } catch (error) {
            if (mine === asked) place.replaceChildren(failure(error));
          }
        }

        function empty(message) {
          return el('div', { class: 'ant-empty' },
            el('div', { class: 'ant-empty-description' }, message || 'Nenhum resultado'));
        }

        function showOrder(result, number) {
          const path = 'os/' + encodeURIComponent(number);
          return fill(result, path, (data) => card(data, path));
        }

        function card(data, path) {
          const theme = data.tema;
          const named = (name) => ({ class: theme + '-' + name });
          const pane = el('div', named('tabs-content'));
          const general = () => el('div', named('tabs-tabpane'), 'Ordem de serviço nº ' + data.numero,
            el('table', named('table'), el('caption', {}, 'Anexos'),
              el('tbody', {}, el('tr', {}, el('td', {}, el('div', named('empty'), 'Nenhum resultado'))))));
          const details = (found) => el('div', named('tabs-tabpane'),
            ...found.campos.map((one) => el('p', {}, el('b', {}, one.rotulo + ':'), ' ' + one.valor)));
          const tabs = ['Dados gerais', 'Informações da OS'].map((title, place) =>
            el('div', { class: theme + '-tabs-tab', role: 'tab', onclick: () => choose(place) }, title));
          function choose(place) {
            tabs.forEach((tab, at) => {
              tab.classList.toggle(theme + '-tabs-tab-active', at === place);
              tab.setAttribute('aria-selected', String(at === place));
            });
            if (place === 0) pane.replaceChildren(general());
            else fill(pane, path + '/detalhes', details);
          }
          choose(0);
          return el('div', named('card'),
            el('div', named('card-head'), el('div', named('card-head-title'), 'OS ' + data.numero)),
            el('div', named('card-body'),
              el('div', { class: 'cabecalho' },
                ...data.cabecalho.map((one) => el('p', {}, el('b', {}, one.rotulo + ':'), ' ' + one.valor))),
              el('div', named('tabs'), el('div', named('tabs-nav'), ...tabs), pane)));
        }

        """#
}
